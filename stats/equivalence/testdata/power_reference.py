#!/usr/bin/env python3
"""Power of TOST, units needed and margins by other ways, written to power_reference.json beside this file.

    python3 stats/equivalence/testdata/power_reference.py    (needs numpy, scipy and R)

"owen": base R, the difference of two of Owen's Q functions, each by integrate() of its definition. "scipy": quad() over
the distribution of the standard deviation found. "plain": of Welch's test, a grid over both standard deviations found,
with degrees of freedom found from them. "simulated": the share of 400,000 simulated studies in which the test itself (t
or Welch, by plain formulas) finds equivalence. Units needed: bisection over "owen" and "scipy"; margins: uniroot(),
brentq().
"""
import json
import pathlib
import subprocess

import numpy as np
import scipy
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import chi, norm
from scipy.stats import t as student

STUDIES = 400_000
R_POWER = """
power <- function(se, df, lower, upper, d, alpha) {
  t <- qt(1 - alpha, df); delta1 <- (d - lower) / se; delta2 <- (d - upper) / se
  R <- sqrt(df) * (delta1 - delta2) / (2 * t)
  from <- max(0, sqrt(df) - 15); to <- min(R, sqrt(df) + 15)  # 20 standard deviations of the chi distribution
  if (to <= from) return(0)
  owen <- function(t, delta) integrate(function(x) pnorm(t * x / sqrt(df) - delta) *
      exp((df - 1) * log(x) - x^2 / 2 - lgamma(df / 2) - (df / 2 - 1) * log(2)), from, to, rel.tol = 1e-11,
      subdivisions = 2000L)$value
  owen(-t, delta2) - owen(t, delta1)
}
x <- scan(file("stdin"), quiet = TRUE)
"""
R_PROGRAM = R_POWER + 'cat(sprintf("%.17g", power(x[1], x[2], x[3], x[4], x[5], x[6])))'
R_PLAN = R_POWER + """
paired <- x[1] == 0; sd <- x[2]; m <- x[3]; d <- x[4]; alpha <- x[5]; wanted <- x[6]; n <- x[7]
at <- function(n, m) if (paired) power(sd / sqrt(n), n - 1, -m, m, d, alpha) else
    power(sd * sqrt(2 / n), 2 * n - 2, -m, m, d, alpha)
few <- 2; many <- 1e6
while (many - few > 1) { half <- few + (many - few) %/% 2; if (at(half, m) >= wanted) many <- half else few <- half }
margin <- uniroot(function(m) at(n, m) - wanted, c(abs(d) + 1e-9, abs(d) + 50 * sd), tol = 1e-13)$root
cat(sprintf("%.17g", c(many, margin)))
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


def by_scipy(se, df, lower, upper, d, alpha):
    t, low, high = student.ppf(1 - alpha, df), (lower - d) / se, (upper - d) / se

    def given(r):  # r: standard deviation found over the true one
        return max(0.0, norm.cdf(high - t * r) - norm.cdf(low + t * r)) * chi.pdf(r * df**0.5, df) * df**0.5

    ends = chi.ppf(1e-17, df) / df**0.5, min((high - low) / (2 * t), chi.isf(1e-17, df) / df**0.5)
    return quad(given, *ends, epsabs=1e-12, epsrel=1e-10, limit=500)[0] if ends[0] < ends[1] else 0.0


def welch_by_grid(sd_a, sd_b, n_a, n_b, lower, upper, d, alpha, points=1500):
    def nodes(df):
        low, high = chi.ppf(1e-16, df) / df**0.5, chi.isf(1e-16, df) / df**0.5
        x, w = np.polynomial.legendre.leggauss(points)
        r = low + (high - low) * (x + 1) / 2
        return r, w * (high - low) / 2 * chi.pdf(r * df**0.5, df) * df**0.5

    (a, weight_a), (b, weight_b) = nodes(n_a - 1), nodes(n_b - 1)
    va, vb = (sd_a * a[:, None]) ** 2 / n_a, (sd_b * b[None, :]) ** 2 / n_b
    se = (sd_a**2 / n_a + sd_b**2 / n_b) ** 0.5
    half = student.ppf(1 - alpha, (va + vb) ** 2 / (va**2 / (n_a - 1) + vb**2 / (n_b - 1))) * (va + vb) ** 0.5 / se
    inside = np.maximum(0, norm.cdf((upper - d) / se - half) - norm.cdf((lower - d) / se + half))
    return float(weight_a @ inside @ weight_b)


def plan_by_scipy(paired, sd, margin, d, alpha, wanted, n):
    def at(n, m):
        return by_scipy(sd * (1 if paired else 2) ** 0.5 / n**0.5, (n - 1) * (1 if paired else 2), -m, m, d, alpha)

    few, many = 2, 10**6
    while many - few > 1:
        half = (few + many) // 2
        few, many = (few, half) if at(half, margin) >= wanted else (half, many)
    return {"units": many, "margin": brentq(lambda m: at(n, m) - wanted, abs(d) + 1e-9, abs(d) + 50 * sd, xtol=1e-13)}


PLANS = [  # paired or pooled, sd, margin, true difference, alpha, power wanted, units for which a margin is asked
    ("paired", 0.03, 0.02, 0.0, 0.05, 0.9, 50),
    ("paired", 0.3, 0.02, 0.01, 0.05, 0.8, 1000),
    ("paired", 0.3, 0.5, 0.25, 0.01, 0.8, 8),
    ("pooled", 0.3, 0.5, 0.0, 0.05, 0.9, 3),
    ("pooled", 0.012, 0.02, 0.01, 0.05, 0.8, 10),
    ("pooled", 0.4, 0.02, -0.005, 0.1, 0.95, 2000),
]

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
    ("welch", 0.25, 0.12, 80, 60, -0.06, 0.06, 0.01, 0.05),
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
                     "scipy": float(by_scipy(se, df, lower, upper, d, alpha)),
                     "simulated": simulate(design, sd_a, sd_b, n_a, n_b, lower, upper, d, alpha,
                                           np.random.default_rng(14))})
        if design == "welch":
            rows[-1]["plain"] = welch_by_grid(sd_a, sd_b, n_a, n_b, lower, upper, d, alpha)
    plans = []
    for design, *numbers in PLANS:
        output = subprocess.run(["Rscript", "-e", R_PLAN],
                                input=" ".join(repr(float(x)) for x in (design == "pooled", *numbers)),
                                capture_output=True, text=True, check=True).stdout
        units, margin = (float(x) for x in output.split())
        names = ("sd", "margin", "true_difference", "alpha", "power", "n")
        plans.append({"design": design} | dict(zip(names, numbers))
                     | {"r": {"units": int(units), "margin": margin}, "scipy": plan_by_scipy(design == "paired", *numbers)})
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/power_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, {r_version}", "studies": STUDIES}
    text = json.dumps(head, indent=1)[:-2]
    for key, of_key in (("cases", rows), ("plans", plans)):
        lines = ",\n".join("  " + json.dumps(row) for row in of_key)
        text += f',\n "{key}": [\n{lines}\n ]'
    text += "\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
