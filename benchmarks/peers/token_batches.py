#!/usr/bin/env python3
"""Training batches of tokens as nanoGPT's train.py makes them: np.memmap, random starts, a cast and a stack.

  token_batches.py --write=FILE --n=100000000      makes the file both sides read: uint16 ids, no header
  token_batches.py --input=FILE --variant=stack    times one batch of x and y

Variants:
  stack   one slice and cast to int64 a row, for inputs and again for targets, then stacked (np.stack for torch.stack)
  take    one gather of [B, S + 1] by index arithmetic, cast to int32: the fewest NumPy calls found
A batch is first compared with slices of the file.
"""
import argparse

import numpy as np

from repetitions import add_timing_flags, report, time_repetitions


def write_tokens(flags):
    random = np.random.default_rng(flags.n)
    random.integers(0, 50257, flags.n, dtype=np.uint16).tofile(flags.write)


def stack(data, starts, sequence):  # -> x, y int64 [B, S]
    x = np.stack([data[i : i + sequence].astype(np.int64) for i in starts])
    y = np.stack([data[i + 1 : i + 1 + sequence].astype(np.int64) for i in starts])
    return x, y


def take(data, starts, sequence):  # -> x, y int32 [B, S], views of one array
    rows = data[starts[:, None] + np.arange(sequence + 1)].astype(np.int32)
    return rows[:, :-1], rows[:, 1:]


def checked(batch, data, starts, sequence):
    for row, start in enumerate(starts):
        wanted = np.array(data[start : start + sequence + 1])
        if (batch[0][row] != wanted[:-1]).any() or (batch[1][row] != wanted[1:]).any():
            raise SystemExit(f"row {row} is wrong")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", help="make this file and stop")
    parser.add_argument("--n", type=int, default=100_000_000, help="tokens to write")
    parser.add_argument("--input", help="file of uint16 ids")
    parser.add_argument("--variant", choices=["stack", "take"], default="stack")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--sequence", type=int, default=1024)
    add_timing_flags(parser, calls=200)
    flags = parser.parse_args()
    if flags.write:
        return write_tokens(flags)
    data = np.memmap(flags.input, dtype=np.uint16, mode="r")
    generator = np.random.default_rng(1)
    make = {"stack": stack, "take": take}[flags.variant]

    def starts():
        return generator.integers(0, len(data) - flags.sequence, flags.batch)

    first = starts()
    checked(make(data, first, flags.sequence), data, first, flags.sequence)
    report(
        f"token batches/{flags.variant}",
        time_repetitions(lambda: make(data, starts(), flags.sequence), flags),
        unit="ns per batch",
        batch=flags.batch,
        sequence=flags.sequence,
        numpy=np.__version__,
    )


if __name__ == "__main__":
    main()
