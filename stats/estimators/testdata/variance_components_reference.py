#!/usr/bin/env python3
"""Variance components by statsmodels, R and pingouin, written to variance_components_reference.json beside this file.

    python3 stats/estimators/testdata/variance_components_reference.py    (needs numpy, pandas, statsmodels, pingouin, R)

Mean squares, F and p come from statsmodels' anova_lm and from R's aov; ICC(1) of groups of one size from pingouin. The
components of unequal groups follow from the mean squares and n0, by a plain reading of Searle, Casella and McCulloch.
"""
import json
import pathlib
import subprocess

import numpy as np
import pandas as pd
import pingouin
import statsmodels
import statsmodels.api as sm
from statsmodels.formula.api import ols

R_PROGRAM = """
x <- read.csv(file("stdin")); x$group <- factor(x$group)
a <- summary(aov(value ~ group, x))[[1]]
cat(sprintf("%.17g", c(a[["Mean Sq"]], a[["F value"]][1], a[["Pr(>F)"]][1])))
"""


def make_groups(random):
    def groups(sizes, between, within):
        return [np.round(3.5 + between * random.standard_normal() + within * random.standard_normal(n), 6).tolist()
                for n in sizes]

    return {
        "EQUIFINALITY: 5 variants x 3 seeds, perplexity": [
            [33.93, 34.35, 34.37], [34.62, 34.67, 34.67], [34.05, 33.95, 34.14], [34.11, 34.17, 34.02],
            [34.59, 34.49, 34.72]],
        "20 x 50": groups([50] * 20, 0.2, 0.1),
        "no effect of the group": groups([6] * 8, 0.0, 0.1),
        "unequal groups": groups([2, 3, 12, 5, 1, 8, 4], 0.3, 0.2),
        "very unequal groups": groups([200, 2, 2, 1], 0.05, 0.2),
        "small spread around a million": [(1e6 + 1e-3 * np.array(g)).tolist() for g in groups([4, 5, 6], 1.0, 0.5)],
    }


def components(groups):
    table = pd.DataFrame([(i, x) for i, g in enumerate(groups) for x in g], columns=["group", "value"])
    anova = sm.stats.anova_lm(ols("value ~ C(group)", table).fit())
    r = [float(x) for x in subprocess.run(["Rscript", "-e", R_PROGRAM], input=table.to_csv(index=False),
                                          capture_output=True, text=True, check=True).stdout.split()]
    sizes, k = [len(g) for g in groups], len(groups)
    n0 = (sum(sizes) - sum(n * n for n in sizes) / sum(sizes)) / (k - 1)
    row = {
        "groups": groups,
        "statsmodels": {"mean_square_between": anova["mean_sq"].iloc[0], "within": anova["mean_sq"].iloc[1],
                        "f": anova["F"].iloc[0], "p": anova["PR(>F)"].iloc[0]},
        "r": dict(zip(("mean_square_between", "within", "f", "p"), r)),
        "n0": n0,
        "between": (r[0] - r[1]) / n0,
    }
    if len(set(sizes)) == 1:
        table["rater"] = np.tile(range(sizes[0]), k)
        icc = pingouin.intraclass_corr(table, targets="group", raters="rater", ratings="value")
        row["pingouin_icc1"] = float(icc["ICC"].iloc[0])
    return row


def main():
    document = {
        "_command": "python3 stats/estimators/testdata/variance_components_reference.py",
        "_versions": f"statsmodels {statsmodels.__version__}, pingouin {pingouin.__version__}, "
                     + subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                                      check=True).stdout,
        "cases": [{"name": name, **components(groups)}
                  for name, groups in make_groups(np.random.default_rng(7)).items()],
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
