#!/usr/bin/env python3
"""Distribution functions and quantiles by scipy and by base R, written to distributions_reference.json beside this
file.

    python3 stats/estimators/testdata/distributions_reference.py    (needs scipy and R)

Each row: function, its arguments in the order of stats/estimators/distributions.h, and the two values.
"""
import json
import pathlib
import subprocess

import numpy as np
import scipy
from scipy import stats

FUNCTIONS = {  # name: scipy's function, R's expression of the arguments a, b, c
    "NormalCdf": (stats.norm.cdf, "pnorm(a)"),
    "NormalUpperTail": (stats.norm.sf, "pnorm(a, lower.tail = FALSE)"),
    "NormalQuantile": (stats.norm.ppf, "qnorm(a)"),
    "StudentTCdf": (stats.t.cdf, "pt(a, b)"),
    "StudentTUpperTail": (stats.t.sf, "pt(a, b, lower.tail = FALSE)"),
    "StudentTQuantile": (stats.t.ppf, "qt(a, b)"),
    "NoncentralTCdf": (stats.nct.cdf, "pt(a, b, c)"),
    "FUpperTail": (stats.f.sf, "pf(a, b, c, lower.tail = FALSE)"),
    "ChiSquareUpperTail": (stats.chi2.sf, "pchisq(a, b, lower.tail = FALSE)"),
    "ChiSquareQuantile": (stats.chi2.ppf, "qchisq(a, b)"),
    "BinomialCdf": (stats.binom.cdf, "pbinom(a, b, c)"),
    "BinomialPmf": (stats.binom.pmf, "dbinom(a, b, c)"),
    "BetaQuantile": (stats.beta.ppf, "qbeta(a, b, c)"),
}


def arguments(random):
    def rows(*columns):
        return [[float(x) for x in row] for row in zip(*columns)]

    n = 40
    z, p = random.uniform(-9, 9, n), random.uniform(0, 1, n) ** 3
    df, t = 10 ** random.uniform(0, 4, n), random.standard_t(3, n) * 2
    trials = random.integers(1, 5000, n)
    share = random.uniform(0.01, 0.99, n)
    k = np.minimum(trials, random.binomial(trials, share))
    return {
        "NormalCdf": rows(z), "NormalUpperTail": rows(z), "NormalQuantile": rows(p),
        "StudentTCdf": rows(t, df), "StudentTUpperTail": rows(t, df), "StudentTQuantile": rows(p, df),
        "NoncentralTCdf": rows(random.uniform(-2, 6, n), 10 ** random.uniform(0.5, 3, n), random.uniform(-1, 5, n)),
        "FUpperTail": rows(random.chisquare(2, n), random.integers(1, 20, n), random.integers(2, 2000, n)),
        "ChiSquareUpperTail": rows(random.chisquare(4, n) * 3, random.integers(1, 30, n)),
        "ChiSquareQuantile": rows(p, 10 ** random.uniform(0, 3, n)),
        "BinomialCdf": rows(k, trials, share), "BinomialPmf": rows(k, trials, share),
        "BetaQuantile": rows(p, random.integers(1, 800, n), random.integers(1, 800, n)),
    }


def by_r(name, rows):
    expression = FUNCTIONS[name][1]
    program = (f'm <- matrix(scan(file("stdin"), quiet = TRUE), {len(rows)}, byrow = TRUE); a <- m[, 1]; '
               + "".join(f"{letter} <- m[, {i}]; " for i, letter in ((2, "b"), (3, "c")) if len(rows[0]) >= i)
               + f'cat(sprintf("%.17g", {expression}))')
    output = subprocess.run(["Rscript", "-e", program], input=" ".join(repr(x) for row in rows for x in row),
                            capture_output=True, text=True, check=True).stdout
    return [float(x) for x in output.split()]


def main():
    cases = []
    for name, rows in arguments(np.random.default_rng(22)).items():
        for row, r in zip(rows, by_r(name, rows)):
            cases.append({"function": name, "arguments": row, "scipy": float(FUNCTIONS[name][0](*row)), "r": r})
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/distributions_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, {r_version}"}
    lines = ",\n".join("  " + json.dumps(c) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
