#!/usr/bin/env python3
"""C10: one training step of WideResNet-16-4 in PyTorch as it comes: float32, NCHW, eager, torch.optim.AdamW.

A call is zero_grad, forward, cross-entropy, backward and update on one normalised batch; making the batch is not timed.
The logits are first compared with the same network in float64.
"""
import argparse
import copy

import torch
import torch.nn.functional as F
from torch import nn

from raw_images import channel_constants, read_images, read_labels
from repetitions import add_timing_flags, report, time_repetitions


class Block(nn.Module):
    """Pre-activation block of two 3 x 3 convolutions (Zagoruyko and Komodakis 2016), no dropout."""

    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        same = channels_in == channels_out and stride == 1
        self.shortcut = None if same else nn.Conv2d(channels_in, channels_out, 1, stride, bias=False)

    def forward(self, x):
        activated = F.relu(self.norm1(x))
        out = self.conv2(F.relu(self.norm2(self.conv1(activated))))
        return out + (x if self.shortcut is None else self.shortcut(activated))


class WideResNet(nn.Module):
    def __init__(self, depth, widen_factor, channels, classes):
        super().__init__()
        widths = [16] + [width * widen_factor for width in (16, 32, 64)]
        layers = [nn.Conv2d(channels, widths[0], 3, 1, 1, bias=False)]
        for group in range(3):
            for block in range((depth - 4) // 6):
                first = block == 0
                stride = 2 if first and group > 0 else 1
                layers.append(Block(widths[group] if first else widths[group + 1], widths[group + 1], stride))
        self.features = nn.Sequential(*layers, nn.BatchNorm2d(widths[3]), nn.ReLU())
        self.head = nn.Linear(widths[3], classes)

    def forward(self, x):  # [B, channels, H, W] -> [B, classes]
        return self.head(self.features(x).mean((2, 3)))


def relative_error(model, x):
    # In training mode, as timed; the copy keeps the running statistics of the model itself out of it.
    with torch.no_grad():
        got = copy.deepcopy(model)(x).double()
        wanted = copy.deepcopy(model).double()(x.double())
    error = ((got - wanted).norm() / wanted.norm()).item()
    if not error < 1e-5:
        raise SystemExit(f"wrong logits: relative error {error:.2e}")
    return error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, help="raw uint8 images and their .labels, see raw_images.py")
    parser.add_argument("--size", type=int, default=32, help="height and width of an image")
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--batch_size", type=int, default=128)
    add_timing_flags(parser, calls=1)
    flags = parser.parse_args()
    torch.set_num_threads(flags.threads)
    torch.manual_seed(0)
    images = read_images(flags.input, flags.channels, flags.size)
    if len(images) < flags.batch_size:
        raise SystemExit(f"{flags.input}: {len(images)} images, fewer than one batch of {flags.batch_size}")
    scale, bias = channel_constants(images)
    x = images[: flags.batch_size] * scale + bias
    labels = read_labels(flags.input, len(images))[: flags.batch_size]
    model = WideResNet(16, 4, flags.channels, flags.classes)
    error = relative_error(model, x[:16])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=5e-4)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()

    report(
        "C10/fp32_nchw",
        time_repetitions(step, flags),
        unit="ns per step",
        batch_size=flags.batch_size,
        threads=flags.threads,
        parameters=sum(p.numel() for p in model.parameters()),
        relative_error=error,
        torch=torch.__version__,
    )


if __name__ == "__main__":
    main()
