#!/usr/bin/env python3
"""TOST by statsmodels and by base R, written to tost_reference.json beside this file.

    python3 stats/equivalence/testdata/tost_reference.py    (needs numpy, statsmodels and R)

Intervals and the test of difference are R's t.test; its one-sided p-values are those with mu set to the bounds.
"""
import json
import pathlib
import subprocess

import numpy as np
import statsmodels
from statsmodels.stats.weightstats import ttost_ind, ttost_paired

R_PROGRAM = """
input <- scan(file("stdin"), quiet = TRUE)
n <- input[1]; m <- input[2]; lower <- input[3]; upper <- input[4]; alpha <- input[5]; kind <- input[6]
a <- input[6 + seq_len(n)]; b <- input[6 + n + seq_len(m)]
test <- function(...) t.test(a, b, paired = kind == 0, var.equal = kind == 2, ...)
wide <- test(conf.level = 1 - alpha); narrow <- test(conf.level = 1 - 2 * alpha)
cat(sprintf("%.17g", c(mean(a) - mean(b), wide$stderr, wide$parameter, narrow$conf.int, wide$conf.int,
    test(mu = lower, alternative = "greater")$p.value, test(mu = upper, alternative = "less")$p.value, wide$p.value)))
"""
R_NAMES = ("difference", "standard_error", "df", "narrow_lower", "narrow_upper", "wide_lower", "wide_upper", "p_lower",
           "p_upper", "p_difference")
KINDS = ("paired", "welch", "pooled")


def make_samples(random):
    def batches(n, difference, spread):
        hard = 3.52 + 0.15 * random.standard_normal(n)
        return (np.round(hard + 0.02 * random.standard_normal(n), 6),
                np.round(hard - difference + spread * random.standard_normal(n), 6))

    log = np.log
    paper = {"wide": log([33.93, 34.35, 34.37]), "deep": log([34.62, 34.67, 34.67]),
             "decoupled": log([34.05, 33.95, 34.14])}
    seeds = (np.round(3.5 + 0.02 * random.standard_normal(10), 6), np.round(3.505 + 0.05 * random.standard_normal(13), 6))
    return [
        ("50 batches", "paired", *batches(50, 0.004, 0.02), -0.02, 0.02, 0.05),
        ("1000 sequences, trivial difference", "paired", *batches(1000, 0.006, 0.05), -0.02, 0.02, 0.05),
        ("asymmetric bounds", "paired", *batches(50, 0.03, 0.03), -0.01, 0.05, 0.05),
        ("0/1 outcomes", "paired", (random.random(400) < 0.6) * 1.0, (random.random(400) < 0.6) * 1.0, -0.02, 0.02, 0.1),
        ("n = 2", "paired", np.array([3.51, 3.49]), np.array([3.50, 3.46]), -0.05, 0.05, 0.05),
        ("published seeds, wide and deep", "welch", paper["wide"], paper["deep"], -0.03, 0.03, 0.05),
        ("published seeds, wide and decoupled", "welch", paper["wide"], paper["decoupled"], -0.02, 0.02, 0.05),
        ("10 and 13 seeds", "welch", *seeds, -0.05, 0.03, 0.01),
        ("10 and 13 seeds", "pooled", *seeds, -0.05, 0.03, 0.01),
        ("heavy tails", "pooled", np.round(random.standard_t(2, 200), 6), np.round(random.standard_t(2, 300), 6), -0.5, 0.5,
         0.05),
        ("small spread around a million", "welch", 1e6 + np.round(1e-3 * random.standard_normal(20), 6),
         1e6 + np.round(3e-3 * random.standard_normal(8), 6), -0.002, 0.001, 0.05),
    ]


def by_statsmodels(kind, a, b, lower, upper):
    if kind == "paired":
        p, (_, p_lower, _), (_, p_upper, _) = ttost_paired(a, b, lower, upper)
    else:
        usevar = {"welch": "unequal", "pooled": "pooled"}[kind]
        p, (_, p_lower, _), (_, p_upper, _) = ttost_ind(a, b, lower, upper, usevar=usevar)
    return {"p": float(p), "p_lower": float(p_lower), "p_upper": float(p_upper)}


def by_r(kind, a, b, lower, upper, alpha):
    numbers = [len(a), len(b), lower, upper, alpha, KINDS.index(kind), *a, *b]
    output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=" ".join(repr(float(x)) for x in numbers),
                            capture_output=True, text=True, check=True).stdout
    return dict(zip(R_NAMES, (float(x) for x in output.split())))


def main():
    cases = []
    for name, kind, a, b, lower, upper, alpha in make_samples(np.random.default_rng(11)):
        cases.append({
            "name": name, "kind": kind, "lower": lower, "upper": upper, "alpha": alpha,
            "statsmodels": by_statsmodels(kind, a, b, lower, upper),
            "r": by_r(kind, a, b, lower, upper, alpha),
            "a": a.tolist(), "b": b.tolist(),
        })
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/tost_reference.py",
            "_versions": f"statsmodels {statsmodels.__version__}, numpy {np.__version__}, {r_version}"}
    lines = ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
