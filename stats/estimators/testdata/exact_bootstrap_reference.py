#!/usr/bin/env python3
"""The enumerated bootstrap of 0/1 outcomes and of their paired differences by scipy and by base R, written to
exact_bootstrap_reference.json beside this file.

    python3 stats/estimators/testdata/exact_bootstrap_reference.py    (needs numpy, scipy and R)

Outcomes: binomial counts. Differences -1, 0, 1: scipy sums its multinomial probabilities, R convolves the distribution
of one draw with itself (by products of polynomials).
"""
import json
import pathlib
import subprocess

import numpy as np
import scipy
from scipy.stats import binom, multinomial

R_BINOMIAL = 'v <- scan(file("stdin"), quiet = TRUE); cat(sprintf("%.17g", dbinom(0:v[1], v[1], v[2] / v[1])))'
R_TRINOMIAL = """
v <- scan(file("stdin"), quiet = TRUE); p <- v / sum(v); power <- 1
for (i in 1:sum(v)) { q <- c(power, 0, 0) * p[1] + c(0, power, 0) * p[2] + c(0, 0, power) * p[3]; power <- q }
cat(sprintf("%.17g", power))
"""


def by_r(program, numbers):
    output = subprocess.run(["Rscript", "-e", program], input=" ".join(map(str, numbers)), capture_output=True,
                            text=True, check=True).stdout
    return np.array([float(x) for x in output.split()])


def likely(by_scipy, by_r):
    """Probabilities of sums 0, 1, ..., those below 1e-12 left out."""
    kept = [int(k) for k in np.flatnonzero(by_scipy > 1e-12)]
    return {"sums": kept, "scipy": by_scipy[kept].tolist(), "r": by_r[kept].tolist()}


def trinomial(counts):
    n, p = sum(counts), np.array(counts) / sum(counts)
    total = np.zeros(2 * n + 1)
    for high in range(n + 1):
        middle = np.arange(n - high + 1)
        x = np.stack([n - high - middle, middle, np.full_like(middle, high)], axis=1)
        np.add.at(total, middle + 2 * high, multinomial.pmf(x, n, p))
    return total


def main():
    cases = []
    for n, k in ((50, 31), (400, 211), (3000, 2755)):
        cases.append({"counts": [n - k, k]} | likely(binom.pmf(np.arange(n + 1), n, k / n), by_r(R_BINOMIAL, [n, k])))
    for counts in ((9, 25, 16), (59, 120, 221), (40, 700, 60)):
        cases.append({"counts": counts} | likely(trinomial(counts), by_r(R_TRINOMIAL, counts)))
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/exact_bootstrap_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, {r_version}"}
    lines = ",\n".join("  " + json.dumps(c) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
