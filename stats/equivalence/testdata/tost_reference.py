#!/usr/bin/env python3
"""TOST by statsmodels, pingouin and base R, written to tost_reference.json beside this file.

    python3 stats/equivalence/testdata/tost_reference.py    (needs numpy, statsmodels, pingouin and R)

Intervals and the test of difference are R's t.test; its one-sided p-values are those with mu set to the bounds. pingouin
knows symmetric bounds only. Standardised margins: R multiplies them by its own standard deviation and divides by Hedges'
J = 1 - 3 / (4 df - 1); for statsmodels the unit is difference / effect size as pingouin computes it.
"""
import json
import pathlib
import subprocess

import numpy as np
import pingouin
import statsmodels
from statsmodels.stats.weightstats import ttost_ind, ttost_paired

R_PROGRAM = """
input <- scan(file("stdin"), quiet = TRUE)
n <- input[1]; m <- input[2]; lower <- input[3]; upper <- input[4]; alpha <- input[5]; kind <- input[6]; unit <- input[7]
a <- input[7 + seq_len(n)]; b <- input[7 + n + seq_len(m)]
df <- if (kind == 0) n - 1 else n + m - 2
sd <- if (kind == 0) sd(a - b) else sqrt(((n - 1) * var(a) + (m - 1) * var(b)) / df)
scale <- if (unit == 0) 1 else if (unit == 1) sd else sd / (1 - 3 / (4 * df - 1))
lower <- lower * scale; upper <- upper * scale
test <- function(...) t.test(a, b, paired = kind == 0, var.equal = kind == 2, ...)
wide <- test(conf.level = 1 - alpha); narrow <- test(conf.level = 1 - 2 * alpha)
cat(sprintf("%.17g", c(mean(a) - mean(b), wide$stderr, wide$parameter, narrow$conf.int, wide$conf.int,
    test(mu = lower, alternative = "greater")$p.value, test(mu = upper, alternative = "less")$p.value, wide$p.value,
    lower, upper)))
"""
R_NAMES = ("difference", "standard_error", "df", "narrow_lower", "narrow_upper", "wide_lower", "wide_upper", "p_lower",
           "p_upper", "p_difference", "lower", "upper")
KINDS = ("paired", "welch", "pooled")
UNITS = ("raw", "standardized", "corrected")


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
        ("2,000 and 1,500 sequences", "welch", np.round(3.52 + 0.4 * random.standard_normal(2000), 6),
         np.round(3.50 + 0.7 * random.standard_normal(1500), 6), -0.08, 0.06, 0.05),
        ("2,000 and 1,500 sequences", "pooled", np.round(3.52 + 0.4 * random.standard_normal(2000), 6),
         np.round(3.51 + 0.4 * random.standard_normal(1500), 6), -0.04, 0.04, 0.05),
    ]


def make_standardized(random):
    def losses(n, mean, spread):
        return np.round(mean + spread * random.standard_normal(n), 6)

    hard = 0.3 * random.standard_normal(600)
    pairs = np.round(3.5 + hard + 0.02 * random.standard_normal(600), 6), np.round(3.503 + hard, 6)
    samples = [("600 pairs", "paired", *pairs), ("9 pairs", "paired", pairs[0][:9], pairs[1][:9]),
               ("400 and 700 values", "welch", losses(400, 3.5, 0.1), losses(700, 3.51, 0.2)),
               ("400 and 700 values", "pooled", losses(400, 3.5, 0.1), losses(700, 3.51, 0.1)),
               ("5 and 8 seeds", "welch", losses(5, 34.1, 0.2), losses(8, 34.2, 0.3))]
    return [(name, kind, unit, a, b, *bounds, 0.05) for name, kind, a, b in samples
            for unit, bounds in (("standardized", (-0.3, 0.3)), ("corrected", (-0.3, 0.3)), ("corrected", (-0.5, 0.2)))]


def by_statsmodels(kind, a, b, lower, upper):
    if kind == "paired":
        p, (_, p_lower, _), (_, p_upper, _) = ttost_paired(a, b, lower, upper)
    else:
        usevar = {"welch": "unequal", "pooled": "pooled"}[kind]
        p, (_, p_lower, _), (_, p_upper, _) = ttost_ind(a, b, lower, upper, usevar=usevar)
    return {"p": float(p), "p_lower": float(p_lower), "p_upper": float(p_upper)}


def by_pingouin(kind, a, b, lower, upper):
    if lower != -upper:
        return {}
    test = pingouin.tost(a, b, bound=upper, paired=kind == "paired", correction=kind == "welch")
    return {"pingouin": {"p": float(test[[c for c in test.columns if c.lower().startswith("p")][0]].iloc[0])}}


def raw_unit(kind, unit, a, b):
    """What a standardised margin is a multiple of, by pingouin's effect sizes."""
    x, y = (a - b, 0) if kind == "paired" else (a, b)
    effect = pingouin.compute_effsize(x, y, eftype={"standardized": "cohen", "corrected": "hedges"}[unit])
    return (np.mean(x) - np.mean(y)) / effect


def by_r(kind, a, b, lower, upper, alpha, unit="raw"):
    numbers = [len(a), len(b), lower, upper, alpha, KINDS.index(kind), UNITS.index(unit), *a, *b]
    output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=" ".join(repr(float(x)) for x in numbers),
                            capture_output=True, text=True, check=True).stdout
    return dict(zip(R_NAMES, (float(x) for x in output.split())))


def main():
    cases = []
    for name, kind, a, b, lower, upper, alpha in make_samples(np.random.default_rng(11)):
        cases.append({
            "name": name, "kind": kind, "lower": lower, "upper": upper, "alpha": alpha,
            "statsmodels": by_statsmodels(kind, a, b, lower, upper),
            **by_pingouin(kind, a, b, lower, upper),
            "r": by_r(kind, a, b, lower, upper, alpha),
            "a": a.tolist(), "b": b.tolist(),
        })
    standardized = []
    for name, kind, unit, a, b, lower, upper, alpha in make_standardized(np.random.default_rng(31)):
        raw = raw_unit(kind, unit, a, b)
        standardized.append({
            "name": name, "kind": kind, "unit": unit, "lower": lower, "upper": upper, "alpha": alpha,
            "statsmodels": by_statsmodels(kind, a, b, lower * raw, upper * raw),
            "pingouin": {"lower": lower * raw, "upper": upper * raw}
                        | by_pingouin(kind, a, b, lower * raw, upper * raw).get("pingouin", {}),
            "r": by_r(kind, a, b, lower, upper, alpha, unit),
            "a": a.tolist(), "b": b.tolist(),
        })
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/tost_reference.py",
            "_versions": f"statsmodels {statsmodels.__version__}, pingouin {pingouin.__version__}, "
                         f"numpy {np.__version__}, {r_version}"}
    text = json.dumps(head, indent=1)[:-2]
    for key, rows in (("cases", cases), ("standardized", standardized)):
        lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
        text += f',\n "{key}": [\n{lines}\n ]'
    text += "\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
