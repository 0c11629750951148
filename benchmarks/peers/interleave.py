#!/usr/bin/env python3
"""Times one Google Benchmark against one peer, by turns, and prints both with their ratio.

  interleave.py --ours='bazel-bin/benchmarks/vision/batch_loader_benchmark --benchmark_filter=BM_BatchLoaderFill' \
                --peer='venv/bin/python benchmarks/peers/image_batches.py --input=pixels.raw --variant=strided'

A round runs the one, then the other; the ratio is peer / ours within each round, so that drift of the machine cancels.
Its 95 % interval is that of the median over rounds, by the sign test's order statistics (exact, no distribution assumed).
Both sides must time the same work: batch size and threads are flags of the two programs.
"""
import argparse
import json
import math
import shlex
import statistics
import subprocess
import sys

UNITS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def run(command, extra):
    result = subprocess.run(shlex.split(command) + extra, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(result.stdout)


def ours_ns(command):
    benchmarks = run(command, ["--benchmark_format=json"])["benchmarks"]
    if len(benchmarks) != 1 or benchmarks[0].get("error_occurred"):
        sys.exit(f"--ours must give one benchmark without an error, got {[b['name'] for b in benchmarks]}")
    return benchmarks[0]["real_time"] * UNITS[benchmarks[0]["time_unit"]]


def peer_ns(command):
    return statistics.median(run(command, ["--repetitions=1", "--warmup=1"])["repetitions_ns"])


def median_interval(values):
    """The narrowest symmetric pair of order statistics that covers the median with at least 95 %, else the extremes."""
    values, n = sorted(values), len(values)
    for k in range((n - 1) // 2, 0, -1):
        if 1 - 2 * sum(math.comb(n, i) for i in range(k)) / 2**n >= 0.95:
            return values[k - 1], values[n - k]
    return values[0], values[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--rounds", type=int, default=9, help="at least 7")
    flags = parser.parse_args()
    if flags.rounds < 7:
        sys.exit(f"--rounds={flags.rounds}: fewer than 7 give no interval worth printing")
    ours, peer = [], []
    for _ in range(flags.rounds):
        ours.append(ours_ns(flags.ours))
        peer.append(peer_ns(flags.peer))
    ratios = [p / o for p, o in zip(peer, ours)]
    low, high = median_interval(ratios)
    for name, values in (("ours", ours), ("peer", peer)):
        print(f"{name}  median {statistics.median(values) / 1e6:.4f} ms  minimum {min(values) / 1e6:.4f} ms")
    print(f"peer / ours  {statistics.median(ratios):.2f}  95 % interval [{low:.2f}, {high:.2f}]  {flags.rounds} rounds")


if __name__ == "__main__":
    main()
