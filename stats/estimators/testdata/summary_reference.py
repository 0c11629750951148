#!/usr/bin/env python3
"""Means, variances, quantiles and interquartile means by NumPy, scipy, statsmodels, rliable and base R, written to
summary_reference.json beside this file.

    python3 stats/estimators/testdata/summary_reference.py    (needs numpy, scipy, statsmodels, rliable and R)

Interquartile means: scipy, R and rliable trim whole observations, so they are asked for four copies of every value, of
which a quarter is a whole number.
"""
import importlib.metadata
import json
import pathlib
import subprocess

import numpy as np
import scipy
import statsmodels
from rliable.metrics import aggregate_iqm
from scipy.stats import trim_mean
from statsmodels.stats.weightstats import DescrStatsW

LEVELS = (0, 0.013, 0.05, 0.25, 0.5, 0.7777, 0.95, 1)
R_PROGRAM = """
v <- scan(file("stdin"), quiet = TRUE); n <- v[1]; k <- v[2]
q <- v[2 + seq_len(k)]; x <- v[2 + k + seq_len(n)]; w <- v[2 + k + n + seq_len(n)]
cat(sprintf("%.17g", c(mean(x), var(x), sd(x), var(x) * (n - 1) / n, weighted.mean(x, w), median(x),
    mean(rep(x, 4), trim = 0.25), quantile(x, q, type = 7))))
"""
NAMES = ("mean", "variance", "sd", "variance0", "weighted_mean", "median", "iqm")


def make_samples(random):
    normal = random.standard_normal
    return {
        "1,000 losses": 3.5 + 0.15 * normal(1000),
        "777 skewed values": random.lognormal(0, 1, 777),
        "2,001 heavy tails": random.standard_t(1.5, 2001),
        "500 small counts": random.poisson(2, 500).astype(float),
        "250 around a million, spread 0.001": 1e6 + 1e-3 * normal(250),
        "1,500 of magnitudes 1e-6 to 1e6": 10 ** random.uniform(-6, 6, 1500),
        "two values": np.array([3.93, 4.35]),
    }


def by_r(x, w):
    text = " ".join(repr(float(v)) for v in [len(x), len(LEVELS), *LEVELS, *x, *w])
    output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=text, capture_output=True, text=True, check=True).stdout
    values = [float(v) for v in output.split()]
    return dict(zip(NAMES, values)) | {"quantiles": values[len(NAMES):]}


def case(name, x, w):
    weighted = DescrStatsW(x, weights=w)
    return {
        "name": name,
        "numpy": {"mean": np.mean(x), "variance": np.var(x, ddof=1), "sd": np.std(x, ddof=1), "variance0": np.var(x),
                  "weighted_mean": np.average(x, weights=w), "median": np.median(x),
                  "quantiles": np.quantile(x, LEVELS).tolist()},
        "scipy": {"iqm": trim_mean(np.repeat(x, 4), 0.25)},
        "statsmodels": {"mean": DescrStatsW(x).mean, "variance": DescrStatsW(x, ddof=1).var,
                        "variance0": DescrStatsW(x).var, "weighted_mean": weighted.mean},
        "rliable": {"iqm": float(aggregate_iqm(np.repeat(x, 4)[:, None]))},
        "r": by_r(x, w),
        "values": x.tolist(),
        "weights": w.tolist(),
    }


def main():
    random = np.random.default_rng(21)
    cases = []
    for name, x in make_samples(random).items():
        x = np.round(x, 6)
        cases.append(case(name, x, random.integers(20, 513, len(x)).astype(float)))
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/summary_reference.py",
            "_versions": f"numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
                         f"rliable {importlib.metadata.version('rliable')}, {r_version}",
            "levels": LEVELS}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
