"""Writes python_golden.safetensors beside this file, with the Python package `safetensors` 0.8.0 and NumPy.

    python3 moe_core/training/testdata/python_golden.py
"""

import pathlib

import numpy as np
from safetensors.numpy import save_file

TENSORS = {
    "weight": np.array([[1.5, -2.0, 3.25], [0.0, np.inf, 1e-38]], dtype=np.float32),
    "bytes": np.arange(5, dtype=np.uint8),
    "step": np.array(1 << 40, dtype=np.int64),
    "empty": np.zeros((0, 4), dtype=np.float64),
    "half": np.array([0.5, 65504.0], dtype=np.float16),
    "möbius/flag": np.array([True, False, True]),
}

save_file(
    TENSORS,
    pathlib.Path(__file__).with_name("python_golden.safetensors"),
    metadata={"format": "np", "note": 'quotes " and µ'},
)
