#!/usr/bin/env python3
"""Weighted means, perplexities and their standard errors by the delta method, by statsmodels and by R's boot, written
to linearized_reference.json beside this file.

    python3 stats/equivalence/testdata/linearized_reference.py    (needs numpy, statsmodels and R with boot)

statsmodels: weighted least squares on a constant with HC0 errors; for the perplexity times exp(mean). boot: empirical
influence values by numerical derivatives, so only to some digits.
"""
import json
import pathlib
import subprocess

import numpy as np
import statsmodels
from statsmodels.api import WLS

R_PROGRAM = """
suppressMessages(library(boot))
v <- scan(file("stdin"), quiet = TRUE); n <- length(v) / 2; x <- v[1:n]; t <- v[-(1:n)]
m <- function(d, w) sum(w * t * x) / sum(w * t)
both <- list(m, function(d, w) exp(m(d, w)))
for (f in both) cat(sprintf("%.17g ", c(f(x, rep(1 / n, n)),
                                       sqrt(var.linear(empinf(data = x, statistic = f, stype = "w", eps = 1e-6))))))
"""


def main():
    random = np.random.default_rng(27)
    cases = []
    for n, spread, tokens in ((400, 0.3, random.integers(20, 513, 400)), (1000, 0.8, random.integers(500, 513, 1000)),
                              (60, 0.2, random.integers(90, 400, 60)), (1500, 0.5, np.ones(1500))):
        x, w = np.round(3.5 + spread * random.standard_normal(n), 6), tokens * 1.0
        fit = WLS(x, np.ones(n), weights=w).fit(cov_type="HC0")
        mean, error = float(fit.params[0]), float(fit.bse[0])
        output = subprocess.run(["Rscript", "-e", R_PROGRAM], input=" ".join(repr(float(v)) for v in [*x, *w]),
                                capture_output=True, text=True, check=True).stdout
        r = [float(v) for v in output.split()]
        cases.append({
            "statsmodels": {"mean": mean, "mean_error": error, "perplexity": float(np.exp(mean)),
                            "perplexity_error": float(np.exp(mean)) * error},
            "boot": dict(zip(("mean", "mean_error", "perplexity", "perplexity_error"), r)),
            "values": x.tolist(), "weights": w.tolist()})
    r_version = subprocess.run(["Rscript", "-e", 'cat(paste0(R.version.string, ", boot ", packageVersion("boot")))'],
                               capture_output=True, text=True, check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/linearized_reference.py",
            "_versions": f"statsmodels {statsmodels.__version__}, numpy {np.__version__}, {r_version}"}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
