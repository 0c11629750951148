#!/usr/bin/env python3
"""Block bootstraps by arch and by R's boot::tsboot from the very blocks that the library draws, written to
same_draws_blocks_reference.json beside this file.

    python3 stats/estimators/testdata/same_draws_blocks_reference.py    (needs numpy, arch and R with boot)

How each package is given the draws of draws.py: arch by a generator that returns them, tsboot() by running it with its
ts.array() replaced. Joining the blocks, bending the series to a ring and cutting the last block are the package's own.
Moving blocks are tsboot's endcorr = FALSE. Limits are boot.ci's at confidences at which (B + 1) p is a whole number.
"""
import json
import pathlib
import subprocess

import arch
import numpy as np
from arch.bootstrap import CircularBlockBootstrap, MovingBlockBootstrap, StationaryBootstrap
from draws import blocks

RESAMPLES, SEED = 199, 42
ARCH = {"moving": MovingBlockBootstrap, "circular": CircularBlockBootstrap, "stationary": StationaryBootstrap}
R_PROGRAM = """
suppressMessages(library(boot))
v <- scan(file("stdin"), quiet = TRUE)
take <- function(k) { x <- v[seq_len(k)]; v <<- v[-seq_len(k)]; x }
k <- take(5); n <- k[1]; length <- k[2]; R <- k[3]; count <- k[4]; columns <- k[5]
data <- matrix(take(columns * n), n); starts <- matrix(take(R * count), R, byrow = TRUE) + 1
lengths <- matrix(take(R * count), R, byrow = TRUE)
own <- new.env(parent = asNamespace("boot"))
own$ts.array <- function(...) list(starts = starts, lengths = if (KIND == "stationary") lengths else lengths[1, ])
tsboot <- boot::tsboot; environment(tsboot) <- own
statistic <- switch(columns, function(d) mean(d), function(d) weighted.mean(d[, 1], d[, 2]),
                    function(d) exp(weighted.mean(d[, 1], d[, 3])) - exp(weighted.mean(d[, 2], d[, 3])))
b <- tsboot(data, statistic, R, l = length, sim = if (KIND == "stationary") "geom" else "fixed",
            endcorr = KIND != "moving")
ci <- boot.ci(b, conf = 0.9, type = c("norm", "basic", "perc"))
show <- function(...) cat(sprintf("%.17g ", c(...)), "\\n")
show(sd(b$t), ci$normal[2:3], ci$basic[4:5], ci$percent[4:5])
show(b$t)
"""


class Given(np.random.Generator):
    """Hands arch the blocks of one resample after another, through the calls that its samplers make."""

    def __init__(self, kind, n, length, drawn):
        super().__init__(np.random.PCG64(0))
        self.kind, self.n, self.length, self.drawn = kind, n, length, iter(drawn)

    def integers(self, high, size=1, dtype=np.int64):
        starts, lengths = next(self.drawn)
        if self.kind != "stationary":
            return starts.astype(dtype)
        first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        indices, self.uniform = np.zeros(self.n, dtype=dtype), np.ones(self.n)
        indices[first], self.uniform[first] = starts, 0  # a new block where the uniform number is below 1 / length
        return indices

    def random(self, size=None):
        return self.uniform


def statistic(*columns):
    """A mean, a weighted mean, or a difference of perplexities of two losses."""
    if len(columns) == 1:
        return np.mean(columns[0])
    means = [np.average(x, weights=columns[-1]) for x in columns[:-1]]
    return means[0] if len(means) == 1 else np.exp(means[0]) - np.exp(means[1])


def by_arch(kind, length, columns, drawn):
    resamples = ARCH[kind](length, *columns, seed=Given(kind, len(columns[0]), length, drawn))
    return {"replicate": resamples.apply(statistic, RESAMPLES)[:, 0].tolist()}


def by_tsboot(kind, length, columns, drawn):
    count = max(len(starts) for starts, _ in drawn)
    starts, lengths = np.zeros((2, RESAMPLES, count))
    for r, (s, l) in enumerate(drawn):
        starts[r, :len(s)], lengths[r, :len(l)] = s, l
    numbers = [len(columns[0]), length, RESAMPLES, count, len(columns), *np.concatenate(columns), *starts.ravel(),
               *lengths.ravel()]
    output = subprocess.run(["Rscript", "-e", f'KIND <- "{kind}"' + R_PROGRAM],
                            input=" ".join(repr(float(x)) for x in numbers), capture_output=True, text=True, check=True)
    first, replicates = ([float(x) for x in line.split()] for line in output.stdout.splitlines())
    return {"standard_error": first[0], "normal": first[1:3], "basic": first[3:5], "percentile": first[5:7],
            "replicate": replicates}


def series(random, n, coefficient, level, spread):
    x = [random.standard_normal()]
    for _ in range(n - 1):
        x.append(coefficient * x[-1] + random.standard_normal())
    return np.round(level + spread * np.array(x), 6)


def main():
    random = np.random.default_rng(25)
    cases = []
    for name, columns, length in (
            ("1,000 batch losses, AR 0.6", (series(random, 1000, 0.6, 3.5, 0.02),), 12),
            ("203 values, a length that does not divide it", (series(random, 203, 0.3, 0.0, 1.0),), 7),
            ("400 batches with their tokens",
             (series(random, 400, 0.5, 3.5, 0.05), random.integers(90, 513, 400) * 1.0), 5),
            ("perplexities of 250 batches", (series(random, 250, 0.5, 3.5, 0.05), series(random, 250, 0.5, 3.52, 0.05),
                                             random.integers(90, 513, 250) * 1.0), 6)):
        row = {"name": name, "length": length}
        for kind in ARCH:
            drawn = [blocks(kind, SEED, r, len(columns[0]), length) for r in range(RESAMPLES)]
            row[kind] = {"arch": by_arch(kind, length, columns, drawn),
                         "tsboot": by_tsboot(kind, length, columns, drawn)}
        cases.append(row | {"columns": [x.tolist() for x in columns]})
    r_version = subprocess.run(["Rscript", "-e", 'cat(paste0(R.version.string, ", boot ", packageVersion("boot")))'],
                               capture_output=True, text=True, check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/same_draws_blocks_reference.py",
            "_versions": f"arch {arch.__version__}, numpy {np.__version__}, {r_version}",
            "resamples": RESAMPLES, "seed": SEED}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
