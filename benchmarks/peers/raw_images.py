"""Reads the pixels that both sides of a comparison get.

The file is uint8 images one after another, no header, each channel by channel (R, G, B planes), row by row. Labels, one
uint8 an image, are the file's name with ".labels" appended.
"""
import os

import numpy as np
import torch


def read_images(path, channels, size):  # -> uint8 [N, channels, size, size]
    image_bytes = channels * size * size
    if os.path.getsize(path) == 0 or os.path.getsize(path) % image_bytes:
        shape = f"{channels} x {size} x {size}"
        raise SystemExit(f"{path}: {os.path.getsize(path)} bytes is no whole number of {shape} images")
    return torch.from_numpy(np.fromfile(path, np.uint8).reshape(-1, channels, size, size))


def read_labels(path, count):  # -> int64 [count]
    labels = np.fromfile(path + ".labels", np.uint8)
    if len(labels) != count:
        raise SystemExit(f"{path}.labels: {len(labels)} labels for {count} images")
    return torch.from_numpy(labels.astype(np.int64))


def channel_constants(images):  # -> scale, bias [1, channels, 1, 1]: pixel * scale + bias is normalised
    sample = images[:1000].float()
    mean = sample.mean((0, 2, 3), keepdim=True)
    std = sample.std((0, 2, 3), keepdim=True)
    return 1 / std, -mean / std
