#!/usr/bin/env python3
"""The reference of //stats/validation:coverage_study: the same intervals from their formulas, with NumPy's own random
numbers, counted on the data sets that the study left behind.

    ./bazelw run //stats/validation:coverage_study -- --output=FOLDER
    python3 stats/validation/coverage_reference.py FOLDER [--resamples=1000] [--confidence=0.9]    (needs numpy, scipy)

Prints the table of both and writes FOLDER/reference.txt in the format of FOLDER/ours.txt. Exit status 1 if a coverage
differs by more than three standard errors, sqrt(b + c) / N, where b and c data sets are covered by one of the two only.
"""
import argparse
import math
import pathlib
import sys

import numpy as np
from scipy import stats

TRUE_MEAN = {"normal": 0.0, "skewed": math.exp(0.5), "discrete": 0.1, "autocorrelated": 0.0, "autocorrelated-50": 0.0,
             "crossed": 0.0}
SHAPE = {"normal": (50,), "skewed": (50,), "discrete": (50,), "autocorrelated": (200,), "autocorrelated-50": (50,),
         "crossed": (2, 10, 50)}  # crossed: variant, seed, batch
SLACK = 1e-12  # intervals are closed: a limit that touches the truth but for rounding covers it


def quantile(draws, p):
    """Order statistics of rank (B + 1) p, counted from 1 and linear between them (Davison and Hinkley 1997)."""
    return np.quantile(draws, p, method="weibull")


def percentile(draws, tail):
    return quantile(draws, tail), quantile(draws, 1 - tail)


# Each method: (data set, random generator, resamples, probability of a tail) -> limits.


def t_interval(x, random, resamples, tail):
    half = stats.t.ppf(1 - tail, len(x) - 1) * np.std(x, ddof=1) / math.sqrt(len(x))
    return np.mean(x) - half, np.mean(x) + half


def resampled(x, random, resamples):
    return x[random.integers(0, len(x), (resamples, len(x)))]


def percentile_interval(x, random, resamples, tail):
    return percentile(resampled(x, random, resamples).mean(axis=1), tail)


def bca_interval(x, random, resamples, tail):
    means = resampled(x, random, resamples).mean(axis=1)
    rounding = 1e-12 * np.ptp(means)
    below = np.mean(means < x.mean() - rounding)
    tied = np.mean(np.abs(means - x.mean()) <= rounding)
    z0 = stats.norm.ppf(below + tied / 2)
    jackknife = np.array([np.delete(x, i).mean() for i in range(len(x))])
    u = jackknife.mean() - jackknife
    acceleration = np.sum(u**3) / (6 * np.sum(u**2) ** 1.5)
    limits = []
    for p in (tail, 1 - tail):
        y = z0 + stats.norm.ppf(p)
        limits.append(quantile(means, stats.norm.cdf(z0 + y / (1 - acceleration * y))))
    return limits


def studentized_interval(x, random, resamples, tail):
    drawn = resampled(x, random, resamples)
    error, errors = np.std(x) / math.sqrt(len(x)), np.std(drawn, axis=1) / math.sqrt(len(x))
    with np.errstate(divide="ignore", invalid="ignore"):
        pivots = np.nan_to_num((drawn.mean(axis=1) - x.mean()) / errors, nan=0, posinf=np.inf, neginf=-np.inf)
    return x.mean() - error * quantile(pivots, 1 - tail), x.mean() - error * quantile(pivots, tail)


def block_interval(kind, length):
    def interval(x, random, resamples, tail):
        n = len(x)
        if kind == "stationary":
            indices = np.empty((resamples, n), dtype=int)
            indices[:, 0] = random.integers(0, n, resamples)
            for t in range(1, n):
                fresh = random.random(resamples) < 1 / length
                indices[:, t] = np.where(fresh, random.integers(0, n, resamples), (indices[:, t - 1] + 1) % n)
        else:
            starts = random.integers(0, n - length + 1 if kind == "moving" else n, (resamples, math.ceil(n / length)))
            joined = (starts[:, :, None] + np.arange(length)).reshape(resamples, -1)
            indices = joined[:, :n] % n
        return percentile(x[indices].mean(axis=1), tail)

    return interval


def crossed_interval(x, random, resamples, tail):
    """Seeds of each variant on their own, one set of batches for all."""
    seeds, batches = x.shape[1:]
    drawn_batches = random.integers(0, batches, (resamples, 1, batches))
    means = [x[variant][random.integers(0, seeds, (resamples, seeds, 1)), drawn_batches].mean(axis=(1, 2))
             for variant in (0, 1)]
    return percentile(means[0] - means[1], tail)


def nested_interval(x, random, resamples, tail):
    """Batches drawn anew for every drawn seed."""
    seeds, batches = x.shape[1:]
    means = [x[variant][random.integers(0, seeds, (resamples, seeds, 1)),
                        random.integers(0, batches, (resamples, seeds, batches))].mean(axis=(1, 2))
             for variant in (0, 1)]
    return percentile(means[0] - means[1], tail)


def welch_over_seeds(x, random, resamples, tail):
    a, b = x.mean(axis=2)
    va, vb = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = stats.t.ppf(1 - tail, df) * math.sqrt(va + vb)
    return a.mean() - b.mean() - half, a.mean() - b.mean() + half


METHODS = {
    "t": t_interval,
    "percentile": percentile_interval,
    "BCa": bca_interval,
    "studentized": studentized_interval,
    "crossed": crossed_interval,
    "nested, wrongly": nested_interval,
    "Welch t over seeds": welch_over_seeds,
} | {f"{kind} blocks of {length}": block_interval(kind, length)
     for kind in ("moving", "circular", "stationary") for length in (5, 10)}


def outcomes(folder, kind, method, count, options):
    data = np.fromfile(folder / f"{kind}.f64", dtype="<f8").reshape(count, *SHAPE[kind])
    random = np.random.default_rng([2009, list(TRUE_MEAN).index(kind), list(METHODS).index(method)])
    tail, covered = (1 - options.confidence) / 2, []
    for x in data:
        low, high = METHODS[method](x, random, options.resamples, tail)
        covered.append(bool(low - SLACK <= TRUE_MEAN[kind] <= high + SLACK))
    return "".join("01"[c] for c in covered)


def compare(kind, method, ours, reference, confidence):
    """A line of the table, and whether the two agree."""
    n = len(ours)
    c_ours, c_reference = ours.count("1") / n, reference.count("1") / n
    only_ours = sum(a == "1" != b for a, b in zip(ours, reference))
    only_reference = sum(b == "1" != a for a, b in zip(ours, reference))
    agree = abs(only_ours - only_reference) <= 3 * math.sqrt(only_ours + only_reference)
    error = math.sqrt(c_reference * (1 - c_reference) / n)
    cells = [kind, method, f"{confidence:.1%}", f"{c_ours:.2%}", f"{c_reference:.2%}",
             f"{100 * (c_ours - c_reference):+.2f}", f"± {100 * error:.2f}", f"{only_ours} / {only_reference}",
             "yes" if agree else "NO"]
    return "| " + " | ".join(cells) + " |", agree


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--confidence", type=float, default=0.9)
    options = parser.parse_args()
    print("| data | method | nominal | ours | reference | difference, points | binomial error, points "
          "| covered by ours only / reference only | agree |")
    print("|---|---|---|---|---|---|---|---|---|")
    lines, all_agree = [], True
    for line in (options.folder / "ours.txt").read_text().splitlines():
        kind, method, ours = line.split("\t")
        reference = outcomes(options.folder, kind, method, len(ours), options)
        row, agree = compare(kind, method, ours, reference, options.confidence)
        print(row, flush=True)
        lines.append(f"{kind}\t{method}\t{reference}\n")
        all_agree = all_agree and agree
    (options.folder / "reference.txt").write_text("".join(lines))
    return 0 if all_agree else 1


if __name__ == "__main__":
    sys.exit(main())
