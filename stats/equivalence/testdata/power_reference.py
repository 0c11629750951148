#!/usr/bin/env python3
"""Power of TOST by two other ways, written to power_reference.json beside this file.

    python3 stats/equivalence/testdata/power_reference.py    (needs numpy, scipy and R)

"owen": base R, the difference of two of Owen's Q functions, each by integrate() of its definition. "simulated": the share
of 400,000 simulated studies in which the test itself (t or Welch, by plain formulas) finds equivalence.
"""
import json
import pathlib
import subprocess

import numpy as np
import scipy
from scipy.stats import t as student

STUDIES = 400_000
R_PROGRAM = """
x <- scan(file("stdin"), quiet = TRUE); se <- x[1]; df <- x[2]; lower <- x[3]; upper <- x[4]; d <- x[5]; alpha <- x[6]
t <- qt(1 - alpha, df); delta1 <- (d - lower) / se; delta2 <- (d - upper) / se
R <- sqrt(df) * (delta1 - delta2) / (2 * t)
owen <- function(t, delta) integrate(function(x) pnorm(t * x / sqrt(df) - delta) *
    exp((df - 1) * log(x) - x^2 / 2 - lgamma(df / 2) - (df / 2 - 1) * log(2)), 0, R, rel.tol = 1e-10, subdivisions = 2000L)$value
cat(sprintf("%.17g", owen(-t, delta2) - owen(t, delta1)))
"""


def precision(design, sd_a, sd_b, n_a, n_b):
    if design == "paired":
        return sd_a / n_a**0.5, n_a - 1
    if design == "pooled":
        return ((sd_a**2 + sd_b**2) / 2 * (1 / n_a + 1 / n_b)) ** 0.5, n_a + n_b - 2
    a, b = sd_a**2 / n_a, sd_b**2 / n_b
    return (a + b) ** 0.5, (a + b) ** 2 / (a**2 / (n_a - 1) + b**2 / (n_b - 1))


def simulate(design, sd_a, sd_b, n_a, n_b, lower, upper, d, alpha, random):
    def moments(sd, n):
        mean = sd / n**0.5 * random.standard_normal(STUDIES)
        return mean, sd**2 * random.chisquare(n - 1, STUDIES) / (n - 1)

    mean_a, var_a = moments(sd_a, n_a)
    if design == "paired":
        difference, se, df = d + mean_a, (var_a / n_a) ** 0.5, n_a - 1
    else:
        mean_b, var_b = moments(sd_b, n_b)
        difference = d + mean_a - mean_b
        if design == "pooled":
            df = n_a + n_b - 2
            se = (((n_a - 1) * var_a + (n_b - 1) * var_b) / df * (1 / n_a + 1 / n_b)) ** 0.5
        else:
            a, b = var_a / n_a, var_b / n_b
            se, df = (a + b) ** 0.5, (a + b) ** 2 / (a**2 / (n_a - 1) + b**2 / (n_b - 1))
    half = student.ppf(1 - alpha, df) * se
    return float(np.mean((difference - half >= lower) & (difference + half <= upper)))


CASES = [  # design, sd_a, sd_b, n_a, n_b, lower, upper, true difference, alpha
    ("paired", 0.02, 0, 50, 0, -0.01, 0.01, 0, 0.05),
    ("paired", 0.3, 0, 10, 0, -0.2, 0.3, 0.05, 0.05),
    ("paired", 1.0, 0, 2, 0, -9, 9, 0, 0.05),
    ("paired", 1.0, 0, 3000, 0, -0.05, 0.05, 0.02, 0.01),
    ("pooled", 18, 18, 3, 3, -19.2, 19.2, -4, 0.05),
    ("pooled", 18, 18, 30, 30, -19.2, 19.2, -4, 0.05),
    ("pooled", 0.1, 0.1, 5, 12, -0.2, 0.15, 0.03, 0.1),
    ("welch", 0.3, 0.3, 10, 10, -0.5, 0.5, 0.25, 0.05),
    ("welch", 0.25, 0.03, 5, 5, -0.4, 0.4, 0, 0.05),
    ("welch", 0.25, 0.12, 8, 20, -0.3, 0.3, 0.1, 0.05),
    ("welch", 0.25, 0.03, 3, 3, -0.5, 0.5, 0, 0.05),
    ("welch", 0.1, 0.1, 3, 3, -0.25, 0.25, 0, 0.05),
    ("welch", 0.1, 0.1, 5, 5, -0.17, 0.17, 0, 0.05),
]


def main():
    rows = []
    for design, sd_a, sd_b, n_a, n_b, lower, upper, d, alpha in CASES:
        se, df = precision(design, sd_a, sd_b, n_a, n_b)
        owen = subprocess.run(["Rscript", "-e", R_PROGRAM],
                              input=" ".join(repr(float(x)) for x in (se, df, lower, upper, d, alpha)),
                              capture_output=True, text=True, check=True).stdout
        rows.append({"design": design, "sd_a": sd_a, "sd_b": sd_b, "n_a": n_a, "n_b": n_b, "lower": lower, "upper": upper,
                     "true_difference": d, "alpha": alpha, "owen": float(owen),
                     "simulated": simulate(design, sd_a, sd_b, n_a, n_b, lower, upper, d, alpha,
                                           np.random.default_rng(14))})
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/power_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, {r_version}", "studies": STUDIES}
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
