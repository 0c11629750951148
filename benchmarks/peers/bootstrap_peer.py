#!/usr/bin/env python3
"""C12 and C13: a 90 % interval of a mean by scipy.stats.bootstrap((d,), np.mean), 10,000 resamples.

  bootstrap_peer.py --write=FILE --n=1000 [--outcomes]    makes the values both sides read: float64, no header
  bootstrap_peer.py --input=FILE --method=BCa             times one call

--batch=0 is SciPy's default, all resamples at once; it takes 16 bytes a draw, and a smaller batch may be faster. SciPy
computes on one thread. The interval is first compared with mean -+ 1.645 standard errors.
"""
import argparse
import math
import statistics

import numpy as np
import scipy
import scipy.stats

from repetitions import add_timing_flags, report, time_repetitions


def write_sample(flags):
    random = np.random.default_rng(flags.n)
    if flags.outcomes:
        values = (random.random(flags.n) < 0.7).astype(np.float64)
    else:
        values = 0.01 + 0.05 * random.standard_normal(flags.n) + 0.02 * random.standard_exponential(flags.n)
    values.astype("<f8").tofile(flags.write)


def checked(interval, values):
    mean, error = statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))
    wanted = (mean - 1.645 * error, mean + 1.645 * error)
    if not all(abs(found - limit) < 0.25 * error for found, limit in zip(interval, wanted)):
        raise SystemExit(f"wrong interval {interval}: expected near {wanted}")
    return [float(limit) for limit in interval]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", help="make this file and stop")
    parser.add_argument("--n", type=int, default=1000, help="values to write")
    parser.add_argument("--outcomes", action="store_true", help="write 0/1 outcomes instead of differences of losses")
    parser.add_argument("--input", help="file of float64 values")
    parser.add_argument("--method", choices=["percentile", "basic", "BCa"], default="BCa")
    parser.add_argument("--batch", type=int, default=0, help="resamples at a time; 0 for all")
    add_timing_flags(parser, calls=1)
    flags = parser.parse_args()
    if flags.write:
        return write_sample(flags)
    values = np.fromfile(flags.input, "<f8")
    generator = np.random.default_rng(1)

    def work():
        return scipy.stats.bootstrap(
            (values,),
            np.mean,
            n_resamples=10_000,
            confidence_level=0.9,
            method=flags.method,
            batch=flags.batch or None,
            rng=generator,
        ).confidence_interval

    interval = checked(work(), values)
    report(
        f"C12/{flags.method}",
        time_repetitions(work, flags),
        unit="ns per interval",
        n=len(values),
        batch=flags.batch,
        interval=interval,
        scipy=scipy.__version__,
        numpy=np.__version__,
    )


if __name__ == "__main__":
    main()
