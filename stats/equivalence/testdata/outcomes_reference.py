#!/usr/bin/env python3
"""McNemar's tests and Cochran's Q by statsmodels, scipy, mlxtend, pingouin and base R, written to
outcomes_reference.json beside this file.

    python3 stats/equivalence/testdata/outcomes_reference.py
                                        (needs numpy, pandas, scipy, statsmodels, mlxtend, pingouin and R)

mlxtend's table has b and c where ours has them; its exact test is not asked where b = c, where it returns more than 1.
Intervals of the odds ratio are those of the share b / (b + c), by exact binomial (Clopper-Pearson) limits.
"""
import json
import pathlib
import subprocess

import mlxtend
import numpy as np
import pandas as pd
import pingouin
import scipy
import statsmodels
from mlxtend.evaluate import cochrans_q as mlxtend_q
from mlxtend.evaluate import mcnemar as mlxtend_mcnemar
from scipy.stats import binom, binomtest
from statsmodels.stats.contingency_tables import cochrans_q, mcnemar
from statsmodels.stats.proportion import proportion_confint

R_PROGRAM = """
x <- scan(file("stdin"), quiet = TRUE)
t <- matrix(x, 2, byrow = TRUE); b <- t[1, 2]; c <- t[2, 1]; m <- b + c
plain <- mcnemar.test(t, correct = FALSE); corrected <- mcnemar.test(t)
exact <- binom.test(b, m)
mid <- if (b == c) 1 - dbinom(b, m, 0.5) / 2 else 2 * pbinom(min(b, c), m, 0.5) - dbinom(min(b, c), m, 0.5)
odds <- exact$conf.int / (1 - exact$conf.int)
cat(sprintf("%.17g", c(plain$statistic, plain$p.value, corrected$statistic, corrected$p.value, exact$p.value, mid, odds)))
"""
R_NAMES = ("chi_square", "p_chi_square", "chi_square_corrected", "p_corrected", "p_exact", "p_mid", "odds_lower",
           "odds_upper")

# both right, only a, only b, neither
TABLES = [[1, 1, 7, 12], [101, 59, 121, 33], [5000, 412, 371, 4217], [10, 6, 6, 10], [700, 0, 9, 291], [700, 9, 0, 291],
          [3, 1, 0, 2], [60, 25, 26, 10], [90000, 3000, 3333, 3667]]


def odds(share):
    return float(share / (1 - share)) if share < 1 else None  # None: infinite


def exact_by_scipy(b, c):
    test, fewer = binomtest(b, b + c), min(b, c)
    interval = test.proportion_ci(0.95, method="exact")
    at_fewer = binom.pmf(fewer, b + c, 0.5)
    mid = 1 - at_fewer / 2 if b == c else 2 * binom.cdf(fewer, b + c, 0.5) - at_fewer
    return {"p_exact": float(test.pvalue), "p_mid": float(mid), "odds_lower": odds(interval.low),
            "odds_upper": odds(interval.high)}


def table_case(table):
    square = np.array(table).reshape(2, 2)
    exact, plain = mcnemar(square, exact=True), mcnemar(square, exact=False, correction=False)
    corrected = mcnemar(square, exact=False, correction=True)
    output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=" ".join(map(str, table)), capture_output=True, text=True,
                            check=True).stdout
    low, high = proportion_confint(table[1], table[1] + table[2], alpha=0.05, method="beta")
    case = {
        "table": table,
        "r": dict(zip(R_NAMES, (float(x) if np.isfinite(float(x)) else None for x in output.split()))),
        "statsmodels": {"p_exact": float(exact.pvalue), "chi_square": float(plain.statistic),
                        "p_chi_square": float(plain.pvalue), "chi_square_corrected": float(corrected.statistic),
                        "p_corrected": float(corrected.pvalue), "odds_lower": odds(low), "odds_upper": odds(high)},
        "scipy": exact_by_scipy(table[1], table[2]),
    }
    if table[1] != table[2]:
        chi, p = mlxtend_mcnemar(ary=square, corrected=True)
        case["mlxtend"] = {"p_exact": float(mlxtend_mcnemar(ary=square, exact=True)[1]),
                           "chi_square_corrected": float(chi), "p_corrected": float(p)}
    return case


def outcome_case(name, outcomes):
    outcomes = np.asarray(outcomes, dtype=int)
    by_statsmodels = cochrans_q(outcomes.T)
    q, p = mlxtend_q(np.ones(outcomes.shape[1], dtype=int), *outcomes)
    long = pd.DataFrame([(i, j, int(x)) for j, row in enumerate(outcomes) for i, x in enumerate(row)],
                        columns=["example", "model", "right"])
    by_pingouin = pingouin.cochran(long, dv="right", within="model", subject="example")
    p_pingouin = [c for c in by_pingouin.columns if c.lower().startswith("p")][0]
    return {"name": name,
            "statsmodels": {"q": float(by_statsmodels.statistic), "p": float(by_statsmodels.pvalue)},
            "mlxtend": {"q": float(q), "p": float(p)},
            "pingouin": {"q": float(by_pingouin["Q"].iloc[0]), "p": float(by_pingouin[p_pingouin].iloc[0])},
            "outcomes": ["".join(map(str, row)) for row in outcomes]}


def main():
    random = np.random.default_rng(12)
    hard = random.random(1000)
    models = [(random.random(1000) < 0.9 - 0.6 * hard + shift) for shift in (0.0, 0.02, 0.05, 0.01)]
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    versions = (f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, mlxtend {mlxtend.__version__}, "
                f"pingouin {pingouin.__version__}, {r_version}")
    head = {"_command": "python3 stats/equivalence/testdata/outcomes_reference.py", "_versions": versions}
    tables = ",\n".join("  " + json.dumps(table_case(table)) for table in TABLES)
    cases = [outcome_case("4 models, 1000 examples", models), outcome_case("2 models", models[:2]),
             outcome_case("3 models, 12 examples", [m[:12] for m in models[:3]])]
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "tables": [\n' + tables + '\n ],\n "cochran": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
