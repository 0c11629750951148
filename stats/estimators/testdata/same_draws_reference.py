#!/usr/bin/env python3
"""Bootstrap intervals by R's boot, scipy and arch from the very resamples that the library draws, written to
same_draws_reference.json beside this file.

    python3 stats/estimators/testdata/same_draws_reference.py    (needs numpy, scipy, arch, statsmodels and R with boot)

How each package is given the draws of draws.py: boot() runs with its index.array() replaced, scipy.stats.bootstrap
takes a bootstrap_distribution, arch's bootstraps are subclassed at update_indices(). All else is the package's own.

Quantiles of B replicates: boot and the library take rank (B + 1) p (boot interpolates on a normal scale, the library
linearly), scipy and arch rank 1 + (B - 1) p. So every confidence here is one at which a limit is an order statistic, a
rank of which conventions say nothing: "confidence" is the library's, the package was asked for that of the rank.
BCa reaches a rank on one side at a time. arch scales studentised limits by the bootstrap's standard error; here they are
on the scale of the sample's own, as boot and the library have it. arch's normal interval leaves the bias in: left out.
Standard errors of weighted means: statsmodels' weighted least squares, HC0.
"""
import json
import pathlib
import subprocess
import types

import arch
import numpy as np
import scipy
import statsmodels
from arch.bootstrap import IIDBootstrap, IndependentSamplesBootstrap
from draws import index_matrix, mix_seed
from scipy.stats import bootstrap, norm
from statsmodels.api import WLS

RESAMPLES, SEED, STORED = 999, 42, 100
RANKS = (10, 25, 50, 100)  # of B + 1: one-sided levels of 1, 2.5, 5 and 10 %
R_PROGRAM = """
suppressMessages(library(boot))
v <- scan(file("stdin"), quiet = TRUE)
take <- function(k) { x <- v[seq_len(k)]; v <<- v[-seq_len(k)]; x }
k <- take(3); n <- k[1]; columns <- k[2]; R <- k[3]
data <- matrix(take(n * columns), n); group <- take(n); index <- matrix(take(n * R), R, byrow = TRUE) + 1
confidence <- v
own <- new.env(parent = asNamespace("boot")); own$index.array <- function(...) index
boot <- boot::boot; environment(boot) <- own
squares <- function(x) mean((x - mean(x))^2)
perplexity <- function(l, w) exp(sum(w * l) / sum(w))
statistic <- switch(KIND,
  mean = function(d, i) c(mean(d[i, 1]), squares(d[i, 1]) / length(i)),
  ratio = function(d, i) {
    x <- d[i, 1]; w <- d[i, 2]; m <- sum(w * x) / sum(w); c(m, sum((w * (x - m))^2) / sum(w)^2) },
  perplexity_difference = function(d, i) {
    w <- d[i, 3]; p <- perplexity(d[i, 1], w); q <- perplexity(d[i, 2], w)
    u <- w / sum(w) * (p * (d[i, 1] - log(p)) - q * (d[i, 2] - log(q))); c(p - q, sum(u^2)) },
  two_sample = function(d, i) {
    x <- d[i[group[i] == 1], 1]; y <- d[i[group[i] == 2], 1]
    c(mean(x) - mean(y), squares(x) / length(x) + squares(y) / length(y)) },
  standard_deviation = function(d, i) c(sd(d[i, 1]), NA))
b <- boot(data, statistic, R, strata = group)
# boot measures from the estimate, not from the mean of the jackknife, and adds up strata without dividing by their
# sizes.
L <- empinf(data = data, statistic = statistic, stype = "i", strata = group, type = "jack")
L <- (L - ave(L, group)) / table(group)[group]
studentized <- KIND != "standard_deviation"
show <- function(...) cat(sprintf("%.17g ", c(...)), "\\n")
show(b$t0[1], sd(b$t[, 1]), b$t0[2])
show(b$t[, 1])
for (c in confidence) {
  ci <- boot.ci(b, conf = c, type = c("norm", "basic", "perc", if (studentized) "stud"),
                index = if (studentized) 1:2 else 1)
  show(ci$normal[2:3], ci$basic[4:5], ci$percent[4:5], if (studentized) ci$student[4:5] else c(NA, NA),
       boot.ci(b, conf = c, type = "bca", index = 1, L = L)$bca[4:5])
}
"""
R_KINDS = ("normal", "basic", "percentile", "studentized", "BCa")


def ratio(x, w, axis=-1):
    return np.sum(w * x, axis=axis) / np.sum(w, axis=axis)


def perplexity_difference(a, b, w, axis=-1):
    return np.exp(ratio(a, w, axis)) - np.exp(ratio(b, w, axis))


def two_sample(a, b, axis=-1):
    return np.mean(a, axis=axis) - np.mean(b, axis=axis)


def standard_deviation(x, axis=-1):
    return np.std(x, ddof=1, axis=axis)


STATISTICS = {"mean": np.mean, "ratio": ratio, "perplexity_difference": perplexity_difference, "two_sample": two_sample,
              "standard_deviation": standard_deviation}


def plug_in_error(kind, columns):
    """sqrt of the sum of squared influences."""
    if kind == "two_sample":
        return np.sqrt(sum(np.var(x) / len(x) for x in columns))
    if kind == "mean":
        return np.sqrt(np.var(columns[0]) / len(columns[0]))
    w = columns[-1] / np.sum(columns[-1])
    means = [ratio(x, columns[-1]) for x in columns[:-1]]
    slopes = [1] if kind == "ratio" else [np.exp(means[0]), -np.exp(means[1])]
    return np.sqrt(np.sum(sum(s * w * (x - m) for s, x, m in zip(slopes, columns, means)) ** 2))


def index_sets(kind, columns):
    """For each column the indices of all resamples."""
    if kind == "two_sample":
        return [index_matrix(mix_seed(SEED, k + 1), RESAMPLES, len(x)) for k, x in enumerate(columns)]
    return [index_matrix(SEED, RESAMPLES, len(columns[0]))] * len(columns)


class Bca:
    """z0 and the acceleration, to find the confidence that a rank belongs to; no limit is taken from here."""

    def __init__(self, kind, columns, replicates):
        statistic = STATISTICS[kind]
        estimate = statistic(*columns)
        self.bias = norm.ppf(np.mean(replicates < estimate))
        squares = cubes = 0
        shared = kind != "two_sample"
        for k in range(1 if shared else len(columns)):
            n = len(columns[k])
            theta = np.array([statistic(*[np.delete(x, i) if shared or j == k else x for j, x in enumerate(columns)])
                              for i in range(n)])
            u = (n - 1) * (theta.mean() - theta) / n
            squares, cubes = squares + np.sum(u**2), cubes + np.sum(u**3)
        self.acceleration = cubes / (6 * squares**1.5)

    def confidence(self, level):
        """At which the limit nearer to `level` is the quantile at it."""
        y = norm.ppf(level) - self.bias
        z = y / (1 + self.acceleration * y) - self.bias
        return abs(1 - 2 * norm.cdf(z))


def bca_sides(bca):
    """Side, the library's confidence, and that of rank 1 + (B - 1) p."""
    for rank in (*RANKS, *(RESAMPLES + 1 - r for r in RANKS)):
        yield (0 if 2 * rank < RESAMPLES else 1, bca.confidence(rank / (RESAMPLES + 1)),
               bca.confidence((rank - 1) / (RESAMPLES - 1)))


def symmetric_confidences():
    for rank in RANKS:
        yield 1 - 2 * rank / (RESAMPLES + 1), 1 - 2 * (rank - 1) / (RESAMPLES - 1)


def limits(kind, confidence, pair, sides=(0, 1)):
    return {"kind": kind, "confidence": float(confidence)} | {("lower", "upper")[s]: float(pair[s]) for s in sides}


def by_r(kind, columns, sets, bca):
    stacked = [np.concatenate(columns)] if kind == "two_sample" else columns
    group = np.repeat(range(1, 3), [len(x) for x in columns]) if kind == "two_sample" else np.ones(len(columns[0]))
    index = np.hstack([sets[0], sets[1] + len(columns[0])]) if kind == "two_sample" else sets[0]
    asked = [ours for ours, _ in symmetric_confidences()] + [ours for _, ours, _ in bca_sides(bca)]
    numbers = [len(stacked[0]), len(stacked), RESAMPLES, *np.concatenate(stacked), *group, *index.ravel(), *asked]
    output = subprocess.run(["Rscript", "-e", f'KIND <- "{kind}"' + R_PROGRAM],
                            input=" ".join(repr(float(x)) for x in numbers), capture_output=True, text=True, check=True)
    lines = [[np.nan if x == "NA" else float(x) for x in line.split()] for line in output.stdout.splitlines()]
    found = []
    for (ours, _), row in zip(symmetric_confidences(), lines[2:]):
        found += [limits(name, ours, row[2 * k:]) for k, name in enumerate(R_KINDS[:4]) if np.isfinite(row[2 * k])]
    for (side, ours, _), row in zip(bca_sides(bca), lines[2 + len(RANKS):]):
        found.append(limits("BCa", ours, row[8:], [side]))
    result = {"estimate": lines[0][0], "standard_error": lines[0][1], "replicate": lines[1][:STORED], "limits": found}
    return result if np.isnan(lines[0][2]) else result | {"sample_error": lines[0][2] ** 0.5}


def by_scipy(kind, columns, replicates, bca):
    given = types.SimpleNamespace(bootstrap_distribution=replicates)

    def interval(method, confidence):
        return bootstrap(columns, STATISTICS[kind], paired=kind != "two_sample", vectorized=True, n_resamples=0,
                         bootstrap_result=given, method=method, confidence_level=confidence)

    found = [limits(name, ours, interval(name, theirs).confidence_interval)
             for name in ("percentile", "basic") for ours, theirs in symmetric_confidences()]
    found += [limits("BCa", ours, interval("BCa", theirs).confidence_interval, [side])
              for side, ours, theirs in bca_sides(bca)]
    return {"standard_error": float(interval("percentile", 0.9).standard_error), "limits": found}


def by_arch(kind, columns, sets, bca):
    base = IndependentSamplesBootstrap if kind == "two_sample" else IIDBootstrap
    drawn = iter(())

    class Given(base):
        def update_indices(self):
            r = next(drawn)
            return ([s[r] for s in sets], {}) if kind == "two_sample" else sets[0][r]

    def statistic(*x):
        return np.atleast_1d(STATISTICS[kind](*x))

    def interval(method, confidence, **more):
        nonlocal drawn
        drawn = iter(range(RESAMPLES))
        resamples = Given(*columns)
        return resamples, resamples.conf_int(statistic, RESAMPLES, method=method, size=confidence, **more)[:, 0]

    found = [limits(name, ours, interval(name, theirs)[1])
             for name in ("percentile", "basic") for ours, theirs in symmetric_confidences()]
    if kind != "standard_deviation":
        estimate, error = STATISTICS[kind](*columns), plug_in_error(kind, columns)
        for ours, theirs in symmetric_confidences():
            resamples, pair = interval("studentized", theirs, std_err_func=lambda _, *x: plug_in_error(kind, x))
            pair = estimate + (pair - estimate) * error / np.std(resamples._results)
            found.append(limits("studentized", ours, pair))
    if kind != "two_sample":  # arch refuses samples of two lengths
        found += [limits("BCa", ours, interval("bca", theirs)[1], [side]) for side, ours, theirs in bca_sides(bca)]
    return {"replicate": resamples_of(interval("percentile", 0.9)[0]), "limits": found}


def resamples_of(result):
    return result._results[:STORED, 0].tolist()


def case(name, kind, columns):
    columns = tuple(np.round(x, 6) for x in columns)
    sets = index_sets(kind, columns)
    replicates = np.array([STATISTICS[kind](*[x[i[r]] for x, i in zip(columns, sets)]) for r in range(RESAMPLES)])
    bca = Bca(kind, columns, replicates)
    result = {"name": name, "kind": kind, "boot": by_r(kind, columns, sets, bca),
              "scipy": by_scipy(kind, columns, replicates, bca), "arch": by_arch(kind, columns, sets, bca)}
    if kind in ("mean", "ratio"):
        weights = columns[1] if kind == "ratio" else np.ones(len(columns[0]))
        fit = WLS(columns[0], np.ones(len(weights)), weights=weights).fit(cov_type="HC0")
        result["statsmodels"] = {"estimate": float(fit.params[0]), "sample_error": float(fit.bse[0])}
    return result | {"columns": [x.tolist() for x in columns]}


def main():
    random = np.random.default_rng(24)
    normal = random.standard_normal
    hard, tokens = 3.5 + 0.3 * normal(300), random.integers(20, 513, 300).astype(float)
    cases = [
        case("400 skewed values", "mean", [random.lognormal(0, 0.8, 400)]),
        case("1,000 paired differences with heavy tails", "mean", [-0.004 + 0.05 * random.standard_t(3, 1000)]),
        case("50 batches", "mean", [-0.01 + 0.03 * normal(50)]),
        case("400 losses of sequences with their tokens", "ratio",
             [random.gamma(4, 0.9, 400), random.integers(20, 513, 400).astype(float)]),
        case("perplexities of 300 sequences", "perplexity_difference",
             [hard + 0.05 * normal(300), hard + 0.01 + 0.08 * normal(300), tokens]),
        case("240 and 360 values", "two_sample", [random.lognormal(0, 0.5, 240), 1 + 0.3 * normal(360)]),
        case("standard deviation of 300 values", "standard_deviation", [random.gamma(3, 1, 300)]),
    ]
    r_version = subprocess.run(["Rscript", "-e", 'cat(paste0(R.version.string, ", boot ", packageVersion("boot")))'],
                               capture_output=True, text=True, check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/same_draws_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, arch {arch.__version__}, "
                         f"statsmodels {statsmodels.__version__}, {r_version}",
            "resamples": RESAMPLES, "seed": SEED}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
