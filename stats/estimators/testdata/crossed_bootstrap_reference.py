#!/usr/bin/env python3
"""Crossed and nested bootstraps of a difference in plain loops, written to crossed_bootstrap_reference.json beside this
file.

    python3 stats/estimators/testdata/crossed_bootstrap_reference.py    (needs nothing but Python)

No package has these, so this is their specification. The draws are those that base/counter_random.h and
stats/estimators/resampling.h define, written out again here: results can be compared resample by resample.
"""
import json
import math
import pathlib
import random

RESAMPLES = 200
SEED = 42
MASK = 2**64 - 1
SEEDS_OF_A, SEEDS_OF_B, BATCHES, UNITS_OF_A, UNITS_OF_B = 1, 2, 3, 4, 5


def scramble(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def mix_seed(a, b):
    return scramble((scramble((a + 0x9E3779B97F4A7C15) & MASK) + b) & MASK)


def philox_words(key, stream):
    """Philox4x32-10 with the blocks 0, 1, ... of a stream."""
    block = 0
    while True:
        x = [block & 0xFFFFFFFF, block >> 32, stream & 0xFFFFFFFF, stream >> 32]
        k0, k1 = key & 0xFFFFFFFF, key >> 32
        for _ in range(10):
            p0, p1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
            x = [(p1 >> 32) ^ x[1] ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ x[3] ^ k1, p0 & 0xFFFFFFFF]
            k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
        yield from x
        block += 1


def draw(key, resample, n):
    """n indices on 0 .. n-1 with replacement, two a word; n <= 4096."""
    indices = []
    for word in philox_words(key, resample):
        product = word * n * n
        assert product % 2**32 >= 2**32 % (n * n), "a word that would have to be replaced: choose another seed"
        indices += [(product >> 32) // n, (product >> 32) % n]
        if len(indices) >= n:
            return indices[:n]


def crossed_difference(a, b, weights, seeds_a, seeds_b, batches):
    def mean(table, seeds):
        total, weight = 0.0, 0.0
        for s in seeds:
            for i in batches:
                total += weights[i] * table[s][i]
                weight += weights[i]
        return total / weight

    return mean(a, seeds_a) - mean(b, seeds_b)


def crossed(a, b, weights):
    everything = crossed_difference(a, b, weights, range(len(a)), range(len(b)), range(len(weights)))
    replicates = []
    for r in range(RESAMPLES):
        seeds_a = draw(mix_seed(SEED, SEEDS_OF_A), r, len(a))
        seeds_b = draw(mix_seed(SEED, SEEDS_OF_B), r, len(b))
        batches = draw(mix_seed(SEED, BATCHES), r, len(weights))
        replicates.append(crossed_difference(a, b, weights, seeds_a, seeds_b, batches))
    return everything, replicates


def nested_mean(seeds, seed_stream, unit_stream, resample):
    total = 0.0
    for place, s in enumerate(draw(mix_seed(SEED, seed_stream), resample, len(seeds))):
        units = draw(mix_seed(mix_seed(SEED, unit_stream), place), resample, len(seeds[s]))
        total += sum(seeds[s][i] for i in units) / len(seeds[s])
    return total / len(seeds)


def nested(a, b):
    def mean_of_means(seeds):
        return sum(sum(x) / len(x) for x in seeds) / len(seeds)

    replicates = [nested_mean(a, SEEDS_OF_A, UNITS_OF_A, r) - nested_mean(b, SEEDS_OF_B, UNITS_OF_B, r)
                  for r in range(RESAMPLES)]
    return mean_of_means(a) - mean_of_means(b), replicates


def percentile_interval(replicates, confidence):
    """Order statistics of rank (B + 1) p, counted from 1, linear between them."""
    ordered, limits = sorted(replicates), []
    for p in ((1 - confidence) / 2, (1 + confidence) / 2):
        rank = (len(ordered) + 1) * p
        below = math.floor(rank)
        limits.append(ordered[below - 1] + (rank - below) * (ordered[below] - ordered[below - 1]))
    return limits


def table(generator, seeds, batches, level):
    difficulty = [generator.gauss(0, 0.3) for _ in range(batches)]
    rows = []
    for _ in range(seeds):
        effect = generator.gauss(0, 0.02)
        rows.append([round(level + effect + d + generator.gauss(0, 0.05), 6) for d in difficulty])
    return rows


def crossed_case(generator, name, seeds_a, seeds_b, batches, weighted):
    both = table(generator, seeds_a + seeds_b, batches, 3.5)
    a, b = both[:seeds_a], both[seeds_a:]
    weights = [generator.randrange(100, 513) for _ in range(batches)] if weighted else []
    estimate, replicates = crossed(a, b, weights or [1] * batches)
    return {"name": name, "a": a, "b": b, "weights": weights, "estimate": estimate, "replicates": replicates,
            "interval_90": percentile_interval(replicates, 0.9)}


def main():
    generator = random.Random(9)
    cases = [
        crossed_case(generator, "10 seeds x 50 batches", 10, 10, 50, False),
        crossed_case(generator, "8 and 12 seeds x 30 batches of different tokens", 8, 12, 30, True),
        crossed_case(generator, "2 and 3 seeds x 5 batches", 2, 3, 5, False),
    ]
    a = [[round(generator.gauss(3.5, 0.1), 6) for _ in range(n)] for n in (9, 12, 7, 9, 15, 8, 9, 9)]
    b = [[round(generator.gauss(3.4, 0.1), 6) for _ in range(n)] for n in (4, 20, 9, 9, 11, 9, 9, 10, 3)]
    estimate, replicates = nested(a, b)
    document = {
        "_command": "python3 stats/estimators/testdata/crossed_bootstrap_reference.py",
        "resamples": RESAMPLES,
        "seed": SEED,
        "crossed": cases,
        "nested": {"a": a, "b": b, "estimate": estimate, "replicates": replicates,
                   "interval_90": percentile_interval(replicates, 0.9)},
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document).replace('], "', '],\n "') + "\n")


if __name__ == "__main__":
    main()
