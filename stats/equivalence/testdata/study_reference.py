#!/usr/bin/env python3
"""Whole equivalence studies in plain loops, written to study_reference.json beside this file.

    python3 stats/equivalence/testdata/study_reference.py    (needs numpy and scipy)

No package has the matrix of all pairs with its controls. Here it is once more, by the rules and nothing else: Welch's t
over seeds, or paired t over batches; a pair's decision from its two intervals; Holm over the pairs that are no controls;
margins from the largest down to the first at which not all pairs are equivalent; the negative control outside the margin
against every variant, the positive one equivalent between halves of its seeds (every second run), or between its first
run and each other one where batches are compared; the exit code of the worst pair at the largest margin.
"""
import json
import math
import pathlib

import numpy as np
import scipy
from scipy.stats import t as student


def mean(x):
    return sum(x) / len(x)


def variance(x):
    m = mean(x)
    return sum((v - m) ** 2 for v in x) / (len(x) - 1)


def estimate(a, b, paired):
    if paired:
        d = [x - y for x, y in zip(a, b)]
        return mean(d), math.sqrt(variance(d) / len(d)), len(d) - 1
    va, vb = variance(a) / len(a), variance(b) / len(b)
    return mean(a) - mean(b), math.sqrt(va + vb), (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))


def compare(a, b, paired, margin, alpha):
    difference, error, df = estimate(a, b, paired)
    narrow, wide = student.ppf(1 - alpha, df) * error, student.ppf(1 - alpha / 2, df) * error
    equivalent = difference - narrow >= -margin and difference + narrow <= margin
    different = not difference - wide <= 0 <= difference + wide
    return {
        "difference": difference,
        "lower": difference - narrow, "upper": difference + narrow,
        "p_equivalence": float(max(student.sf((difference + margin) / error, df),
                                   student.cdf((difference - margin) / error, df))),
        "p_difference": float(2 * student.sf(abs(difference) / error, df)),
        "decision": ("both" if different else "equivalent") if equivalent else
                    ("different" if different else "inconclusive"),
    }


def holm(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, largest = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = largest
    return adjusted


def study(variants, paired, margins, alpha, negative, positive, required):
    names = list(variants)
    sample = (lambda name: variants[name][0]) if paired else (lambda name: variants[name])
    results, go_on = [], True
    for margin in sorted(margins, reverse=True):
        if not go_on:
            results.append({"margin": margin, "tested": False})
            continue
        family, outside = [], []
        for i, a in enumerate(names):
            for b in names[i + 1:]:
                pair = {"a": a, "b": b, **compare(sample(a), sample(b), paired, margin, alpha)}
                if negative in (a, b):
                    outside.append(pair["upper"] < -margin or pair["lower"] > margin)
                else:
                    family.append(pair)
        p_holm = holm([pair["p_equivalence"] for pair in family])
        for pair, p in zip(family, p_holm):
            pair["p_holm"] = p
        good = ("equivalent", "both")
        count = sum(pair["decision"] in good for pair in family)
        own = []
        if positive:
            runs = variants[positive]
            halves = [(runs[0], other) for other in runs[1:]] if paired else [(runs[0::2], runs[1::2])]
            own = [compare(x, y, paired, margin, alpha)["decision"] in good for x, y in halves
                   if paired or len(runs) >= 4]
        negative_passed, positive_passed = bool(outside) and all(outside), bool(own) and all(own)
        results.append({"margin": margin, "tested": True, "pairs": family, "equivalent": count,
                        "equivalent_holm": sum(p <= alpha for p in p_holm), "all": count == len(family),
                        "negative_passed": negative_passed, "positive_passed": positive_passed,
                        "validated": negative_passed and positive_passed})
        go_on = count == len(family)
    decisions = [pair["decision"] for pair in results[0]["pairs"]]
    failed = required and not results[0]["validated"]
    code = 10 if "different" in decisions else 11 if failed or "inconclusive" in decisions else 0
    return {"margins": results, "exit_code": code}


def seeds_study(random, k, n, spread, sd):
    return {f"v{i}": [round(3.5 + float(c) + sd * float(random.standard_normal()), 6) for _ in range(n)]
            for i, c in enumerate(spread * random.standard_normal(k))}


def batches_study(random, k, n, spread, noise):
    hard = 0.15 * random.standard_normal(n)
    variants = {}
    for i, c in enumerate(spread * random.standard_normal(k)):
        variants[f"v{i}"] = [[round(3.5 + float(h) + float(c) + noise * float(random.standard_normal()), 6) for h in hard]
                             for _ in range(3 if i == 0 else 1)]
    return variants


def main():
    random = np.random.default_rng(15)
    cases = []
    for i in range(26):  # the last two are large
        paired, large = i % 3 == 2 or i == 25, i >= 24
        k = int(random.integers(2, 6))
        spread, noise = float(random.choice([0.0, 0.004, 0.02])), float(random.choice([0.005, 0.015, 0.04]))
        if paired:
            variants = batches_study(random, k, 400 if large else 40, spread, noise)
        else:
            variants = seeds_study(random, k, 30 if large else int(random.integers(3, 8)), spread, noise)
        offset = float(random.choice([-0.15, -0.05]))
        if paired:
            variants["negative"] = [[round(x + offset + 0.01 * float(random.standard_normal()), 6)
                                     for x in variants["v0"][0]]]
        else:
            variants["negative"] = [round(3.5 + offset + noise * float(random.standard_normal()), 6)
                                    for _ in variants["v0"]]
        margins = [0.02, 0.03, 0.05][: int(random.integers(1, 4))] if i % 2 else [0.1, 0.03]
        alpha, required = (0.05, 0.1)[i % 5 == 4], i % 4 == 1
        cases.append({"paired": paired, "alpha": alpha, "margins": margins, "required": required, "variants": variants,
                      "expected": study(variants, paired, margins, alpha, "negative", "v0", required)})
    head = {"_command": "python3 stats/equivalence/testdata/study_reference.py",
            "_versions": f"scipy {scipy.__version__}, numpy {np.__version__}"}
    lines = ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in cases)
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
