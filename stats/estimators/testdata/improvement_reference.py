#!/usr/bin/env python3
"""Probability of improvement by scipy, statsmodels, rliable and base R, of samples and of the library's own resamples
of them, written to improvement_reference.json beside this file.

    python3 stats/estimators/testdata/improvement_reference.py    (needs numpy, scipy, statsmodels, rliable and R)

The Mann-Whitney statistic over n_a n_b. R and scipy are given the resamples that the library draws (draws.py).
"""
import importlib.metadata
import json
import pathlib
import subprocess
import types

import numpy as np
import scipy
import statsmodels
from draws import index_matrix, mix_seed
from rliable.metrics import probability_of_improvement
from scipy.stats import bootstrap, mannwhitneyu
from statsmodels.stats.nonparametric import rank_compare_2indep

RESAMPLES, SEED = 199, 42
R_PROGRAM = """
v <- scan(file("stdin"), quiet = TRUE); n <- v[1]; m <- v[2]; R <- v[3]; v <- v[-(1:3)]
a <- v[1:n]; b <- v[n + 1:m]; v <- v[-(1:(n + m))]
i <- matrix(v[1:(R * n)], R, byrow = TRUE); j <- matrix(v[-(1:(R * n))], R, byrow = TRUE)
share <- function(x, y) suppressWarnings(wilcox.test(x, y, exact = FALSE))$statistic / (n * m)
cat(sprintf("%.17g", c(share(a, b), sapply(1:R, function(r) share(a[i[r, ] + 1], b[j[r, ] + 1])))))
"""


def share(a, b, axis=-1):
    return mannwhitneyu(a, b, axis=axis).statistic / (np.shape(a)[axis] * np.shape(b)[axis])


def make_samples(random):
    normal = random.standard_normal
    return {
        "300 and 200 losses": (np.round(3.5 + 0.1 * normal(300), 6), np.round(3.46 + 0.15 * normal(200), 6)),
        "500 and 400 counts with ties": (random.poisson(3, 500) * 1.0, random.poisson(2.8, 400) * 1.0),
        "10 and 13 seeds": (np.round(34 + 0.2 * normal(10), 2), np.round(34.2 + 0.2 * normal(13), 2)),
    }


def case(name, a, b):
    i, j = (index_matrix(mix_seed(SEED, k), RESAMPLES, len(x)) for k, x in ((1, a), (2, b)))
    numbers = [len(a), len(b), RESAMPLES, *a, *b, *i.ravel(), *j.ravel()]
    output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=" ".join(repr(float(x)) for x in numbers),
                            capture_output=True, text=True, check=True).stdout
    r = [float(x) for x in output.split()]
    replicates = np.array([share(a[p], b[q]) for p, q in zip(i, j)])
    return {
        "name": name,
        "r": {"estimate": r[0], "replicate": r[1:]},
        "scipy": {"estimate": float(share(a, b)), "replicate": replicates.tolist(),
                  "standard_error": float(bootstrap((a, b), share, n_resamples=0, method="percentile",
                                                    bootstrap_result=types.SimpleNamespace(
                                                        bootstrap_distribution=replicates)).standard_error)},
        "statsmodels": {"estimate": float(rank_compare_2indep(a, b).prob1)},
        "rliable": {"estimate": float(probability_of_improvement(a[:, None], b[:, None]))},
        "a": a.tolist(), "b": b.tolist(),
    }


def several_tasks(random):
    """Scores of 40 and 30 runs on 6 tasks, [task][run]; the mean of the tasks' probabilities."""
    a = np.round(random.standard_normal((6, 40)) + 0.2, 3)
    b = np.round(random.standard_normal((6, 30)) * 1.5, 3)
    return {"a": a.tolist(), "b": b.tolist(), "rliable": float(probability_of_improvement(a.T, b.T)),
            "scipy": float(np.mean([share(x, y) for x, y in zip(a, b)]))}


def main():
    random = np.random.default_rng(23)
    cases = [case(name, a, b) for name, (a, b) in make_samples(random).items()]
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/estimators/testdata/improvement_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, statsmodels {statsmodels.__version__}, "
                         f"rliable {importlib.metadata.version('rliable')}, {r_version}",
            "resamples": RESAMPLES, "seed": SEED, "tasks": several_tasks(random)}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head)[:-1] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
