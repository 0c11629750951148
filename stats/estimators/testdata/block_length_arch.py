#!/usr/bin/env python3
"""Block lengths of several series by the Python package arch, written to block_length_arch.json beside this file.

    python3 stats/estimators/testdata/block_length_arch.py    (needs numpy and arch)
"""
import json
import pathlib

import arch
import numpy as np
from arch.bootstrap import optimal_block_length


def autoregressive(noise, *coefficients):
    x = np.zeros(len(noise))
    for t in range(len(noise)):
        x[t] = noise[t] + sum(c * x[t - 1 - k] for k, c in enumerate(coefficients) if t > k)
    return x


def make_series(random):
    normal = random.standard_normal
    sticky = np.cumsum(random.random(300) < 0.1) % 2
    return {
        "eleven values": normal(11),
        "twenty values": normal(20),
        "white noise, 50": normal(50),
        "white noise, 1000": normal(1000),
        "50 batch losses, AR 0.3": 3.52 + 0.02 * autoregressive(normal(50), 0.3),
        "AR 0.5, 200": autoregressive(normal(200), 0.5),
        "AR 0.9, 500": autoregressive(normal(500), 0.9),
        "AR 0.97, 1500": autoregressive(normal(1500), 0.97),
        "AR -0.6, 200": autoregressive(normal(200), -0.6),
        "AR(2) with a period, 400": autoregressive(normal(400), 1.4, -0.8),
        "moving average of 5, 300": np.convolve(normal(304), np.ones(5), "valid"),
        "random walk, 200": np.cumsum(normal(200)),
        "trend, 120": 0.05 * np.arange(120) + normal(120),
        "sticky 0/1 outcomes, 300": sticky.astype(float),
        "heavy tails, 250": autoregressive(random.standard_t(2, 250), 0.4),
        "small spread around a million": 1e6 + 1e-3 * autoregressive(normal(150), 0.6),
        "alternating": np.resize([1.0, -1.0, 0.5], 60),
        "differences of white noise, 400: the longest allowed, 3 sqrt(n)": np.diff(normal(401)),
        "waves of 12, 60: the longest allowed, n / 3": np.sin(np.pi / 6 * np.arange(60)) + 0.1 * normal(60),
    }


def main():
    rows = []
    for name, values in make_series(np.random.default_rng(6)).items():
        values = np.round(values, 6)
        stationary, circular = optimal_block_length(values).iloc[0]
        rows.append({"name": name, "stationary": stationary, "circular": circular, "values": values.tolist()})
    document = {
        "_command": "python3 stats/estimators/testdata/block_length_arch.py",
        "_versions": f"arch {arch.__version__}, numpy {np.__version__}",
    }
    lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
    text = json.dumps(document, indent=1)[:-2] + ',\n "series": [\n' + lines + "\n ]\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
