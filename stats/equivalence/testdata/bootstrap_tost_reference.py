#!/usr/bin/env python3
"""Bootstrap TOST by scipy and by R's boot, written to bootstrap_tost_reference.json beside this file.

    python3 stats/equivalence/testdata/bootstrap_tost_reference.py    (needs numpy, scipy and R with boot)

90 % intervals of the mean paired difference from 200,000 resamples, and the share of resample means beyond each bound of
the margin, which is what the percentile interval's one-sided p-values estimate.
"""
import json
import pathlib
import subprocess

import numpy as np
import scipy
from scipy.stats import bootstrap

RESAMPLES = 200_000
R_PROGRAM = """
library(boot)
x <- scan(file("stdin"), quiet = TRUE); n <- x[1]; lower <- x[2]; upper <- x[3]; d <- x[-(1:3)]
set.seed(1)
b <- boot(d, function(v, i) mean(v[i]), R = n)
ci <- boot.ci(b, conf = 0.9, type = c("norm", "basic", "perc", if (length(d) < 500) "bca"))
bca <- if (length(d) < 500) ci$bca[4:5] else c(NaN, NaN)
cat(sprintf("%.17g", c(ci$percent[4:5], ci$basic[4:5], ci$normal[2:3], bca, mean(b$t <= lower), mean(b$t >= upper))))
"""


def by_scipy(d, lower, upper):
    row = {}
    for name, method in (("percentile", "percentile"), ("basic", "basic"), ("BCa", "BCa")):
        result = bootstrap((d,), np.mean, n_resamples=RESAMPLES, batch=2000, confidence_level=0.9, method=method,
                           random_state=np.random.default_rng(2))
        row[name] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
    means = result.bootstrap_distribution
    row["p_lower"], row["p_upper"] = float(np.mean(means <= lower)), float(np.mean(means >= upper))
    return row


def by_r(d, lower, upper):
    output = subprocess.run(["Rscript", "-e", R_PROGRAM],
                            input=" ".join(repr(float(x)) for x in [RESAMPLES, lower, upper, *d]),
                            capture_output=True, text=True, check=True).stdout
    x = [float(v) for v in output.split()]
    row = {"percentile": x[0:2], "basic": x[2:4], "normal": x[4:6], "p_lower": x[8], "p_upper": x[9]}
    if np.isfinite(x[6]):
        row["BCa"] = x[6:8]
    return row


def main():
    random = np.random.default_rng(13)
    samples = [("50 batches", -0.012 + 0.03 * random.standard_normal(50)),
               ("50 skewed", 0.01 + 0.02 * (random.exponential(size=50) - 1)),
               ("1000 sequences", -0.018 + 0.05 * random.standard_t(4, 1000))]
    cases = []
    for name, d in samples:
        d = np.round(d, 6)
        cases.append({"name": name, "lower": -0.02, "upper": 0.02, "scipy": by_scipy(d, -0.02, 0.02),
                      "r": by_r(d, -0.02, 0.02), "differences": d.tolist()})
    r_version = subprocess.run(["Rscript", "-e", "cat(paste0(R.version.string, ', boot ', packageVersion('boot')))"],
                               capture_output=True, text=True, check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/bootstrap_tost_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}, {r_version}", "resamples": RESAMPLES}
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
