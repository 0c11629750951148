#!/usr/bin/env python3
"""Adjusted p-values by statsmodels and by base R, written to multiplicity_reference.json beside this file.

    python3 stats/equivalence/testdata/multiplicity_reference.py    (needs numpy, statsmodels and R)
"""
import json
import pathlib
import subprocess

import numpy as np
import statsmodels
from statsmodels.stats.multitest import multipletests

METHODS = {"holm": ("holm", "holm"), "hochberg": ("simes-hochberg", "hochberg"), "benjamini_hochberg": ("fdr_bh", "BH")}


def families(random):
    effects = np.concatenate([random.uniform(0, 1, 700), random.uniform(0, 1, 300) ** 8])
    ties = np.round(random.uniform(0, 1, 105), 2)
    return {
        "10 pairs of 5 variants": random.uniform(0, 1, 10) ** 3,
        "190 pairs of 20 variants": random.uniform(0, 1, 190) ** 4,
        "1,000 tests, 300 of them with effects": random.permutation(effects),
        "105 p-values with ties": ties,
        "zeros and ones": np.array([0, 1, 0.5, 0, 1e-300, 1, 0.05, 0.05]),
    }


def by_r(p, method):
    program = f'cat(sprintf("%.17g", p.adjust(scan(file("stdin"), quiet = TRUE), "{method}")))'
    output = subprocess.run(["Rscript", "-e", program], input=" ".join(repr(float(x)) for x in p), capture_output=True,
                            text=True, check=True).stdout
    return [float(x) for x in output.split()]


def main():
    cases = []
    for name, p in families(np.random.default_rng(26)).items():
        cases.append({"name": name, "p": p.tolist(),
                      "statsmodels": {k: multipletests(p, method=m)[1].tolist() for k, (m, _) in METHODS.items()},
                      "r": {k: by_r(p, m) for k, (_, m) in METHODS.items()}})
    r_version = subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True,
                               check=True).stdout
    head = {"_command": "python3 stats/equivalence/testdata/multiplicity_reference.py",
            "_versions": f"statsmodels {statsmodels.__version__}, numpy {np.__version__}, {r_version}"}
    lines = ",\n".join("  " + json.dumps(c, separators=(",", ":")) for c in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
