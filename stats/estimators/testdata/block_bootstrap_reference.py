#!/usr/bin/env python3
"""Block bootstraps of a mean by the Python package arch and by R's boot::tsboot, written to
block_bootstrap_reference.json beside this file.

    python3 stats/estimators/testdata/block_bootstrap_reference.py    (needs numpy and arch; R with its package boot)

Each entry: standard deviation and quantiles (5, 25, 50, 75, 95 %) of 200,000 resampled means.
"""
import json
import pathlib
import subprocess
import tempfile

import arch
import numpy as np
from arch.bootstrap import CircularBlockBootstrap, MovingBlockBootstrap, StationaryBootstrap

RESAMPLES = 200_000
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
ARCH = {"moving": MovingBlockBootstrap, "circular": CircularBlockBootstrap, "stationary": StationaryBootstrap}
TSBOOT = {
    "moving": 'sim = "fixed", endcorr = FALSE',
    "circular": 'sim = "fixed", endcorr = TRUE',
    "stationary": 'sim = "geom"',
}


def summary(means):
    return {"standard_error": float(np.std(means, ddof=1)), "quantiles": np.quantile(means, LEVELS).tolist()}


def by_arch(values, kind, length):
    resamples = ARCH[kind](length, values, seed=np.random.default_rng(1))
    return summary(resamples.apply(np.mean, RESAMPLES)[:, 0])


def by_tsboot(values, kind, length):
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        np.savetxt(file, values)
        file.flush()
        program = (f'library(boot); set.seed(1); x <- scan("{file.name}", quiet = TRUE); '
                   f"b <- tsboot(x, mean, R = {RESAMPLES}, l = {length}, {TSBOOT[kind]}); "
                   'cat(sprintf("%.17g", b$t))')
        printed = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=True).stdout
    return summary(np.array(printed.split(), dtype=float))


def series(random, n, coefficient, level, spread):
    x = [random.standard_normal()]
    for _ in range(n - 1):
        x.append(coefficient * x[-1] + random.standard_normal())
    return np.round(level + spread * np.array(x), 6)


def main():
    random = np.random.default_rng(8)
    cases = []
    for name, values, length in (("200 batch losses, AR 0.5", series(random, 200, 0.5, 3.5, 0.02), 5),
                                 ("a length that does not divide n", series(random, 100, 0.3, 0.0, 1.0), 7),
                                 ("50 values, blocks of 10", series(random, 50, 0.8, -2.0, 0.5), 10)):
        row = {"name": name, "length": length}
        for kind in ARCH:
            row[kind] = {"arch": by_arch(values, kind, length), "tsboot": by_tsboot(values, kind, length)}
        cases.append(row | {"values": values.tolist()})
    boot_version = subprocess.run(["Rscript", "-e", 'cat(paste0(R.version.string, ", boot ", packageVersion("boot")))'],
                                  capture_output=True, text=True, check=True).stdout
    document = {
        "_command": "python3 stats/estimators/testdata/block_bootstrap_reference.py",
        "_versions": f"arch {arch.__version__}, numpy {np.__version__}, {boot_version}",
        "resamples": RESAMPLES,
        "levels": LEVELS,
        "cases": cases,
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
