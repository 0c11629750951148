#!/usr/bin/env python3
"""Every resample, interval and p-value of small bootstraps, by plain loops, written to bootstrap_reference.json beside
this file. Draws are those of stats/estimators/resampling.h, done here with Python's own integers.

    python3 stats/estimators/testdata/bootstrap_reference.py    (needs the standard library alone)
"""
import json
import math
import pathlib
import random
import statistics

MASK32, MASK64 = 2**32 - 1, 2**64 - 1
NORMAL = statistics.NormalDist()
RESAMPLES, SEED = 199, 42


def mix_seed(a, b):
    def scramble(x):
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK64
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK64
        return x ^ (x >> 31)

    return scramble((scramble((a + 0x9E3779B97F4A7C15) & MASK64) + b) & MASK64)


def philox(key, high, low):
    key0, key1 = key & MASK32, key >> 32
    x = [low & MASK32, low >> 32, high & MASK32, high >> 32]
    for _ in range(10):
        product0, product1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [product1 >> 32 ^ x[1] ^ key0, product1 & MASK32, product0 >> 32 ^ x[3] ^ key1, product0 & MASK32]
        key0, key1 = (key0 + 0x9E3779B9) & MASK32, (key1 + 0xBB67AE85) & MASK32
    return x


def words(key, stream):
    block = 0
    while True:
        yield from philox(key, stream, block)
        block += 1


def indices_of_word(word, n):  # the indices, or None if the word is not fair
    choices = n * n if n <= 4096 else n
    number, fraction = divmod(word * choices, 2**32)
    if fraction < 2**32 % choices:
        return None
    return divmod(number, n) if n <= 4096 else (number,)


def draw(key, resample, n):
    drawn, position = [], 0
    for word in words(key, resample):
        indices = indices_of_word(word, n)
        if indices is None:
            again = words(mix_seed(key, position + 1), resample)
            while indices is None:
                indices = indices_of_word(next(again), n)
        drawn.extend(indices)
        position += 1
        if len(drawn) >= n:
            return drawn[:n]


# A problem is a list of samples (lists of rows) and a function of them; each sample is drawn on its own.
def mean(rows):
    return math.fsum(x for (x,) in rows) / len(rows)


def ratio(rows):
    return math.fsum(w * x for x, w in rows) / math.fsum(w for _, w in rows)


def perplexity_difference(rows):
    weight = math.fsum(w for _, _, w in rows)
    return math.exp(math.fsum(w * a for a, _, w in rows) / weight) - math.exp(
        math.fsum(w * b for _, b, w in rows) / weight
    )


def influence_error(statistic, rows, step=1e-4):
    """sqrt(sum of squares of the directional derivatives of the statistic in each row's weight), over n: numerically."""
    n = len(rows)

    def at(row, epsilon):  # weight (1 - epsilon) / n everywhere, epsilon more on one row
        return statistic([(1 - epsilon) / n + (epsilon if i == row else 0) for i in range(n)], rows)

    slopes = [(at(i, step) - at(i, -step)) / (2 * step) for i in range(n)]
    return math.sqrt(math.fsum(s * s for s in slopes)) / n


def weighted_mean(p, rows):
    return math.fsum(q * x for q, (x,) in zip(p, rows))


def weighted_ratio(p, rows):
    return math.fsum(q * w * x for q, (x, w) in zip(p, rows)) / math.fsum(q * w for q, (_, w) in zip(p, rows))


def weighted_perplexity_difference(p, rows):
    weight = math.fsum(q * w for q, (_, _, w) in zip(p, rows))
    a = math.fsum(q * w * a for q, (a, _, w) in zip(p, rows)) / weight
    b = math.fsum(q * w * b for q, (_, b, w) in zip(p, rows)) / weight
    return math.exp(a) - math.exp(b)


def acceleration(samples, estimate):
    """Jackknife over all samples, each left-one-out loop in full."""
    squares = cubes = 0
    for s, rows in enumerate(samples):
        n = len(rows)
        theta = [estimate(samples[:s] + [rows[:i] + rows[i + 1 :]] + samples[s + 1 :]) for i in range(n)]
        center = math.fsum(theta) / n
        influence = [(n - 1) * (center - t) / n for t in theta]
        squares += math.fsum(u**2 for u in influence)
        cubes += math.fsum(u**3 for u in influence)
    return cubes / (6 * squares**1.5)


def quantile(ordered, level):
    position = (len(ordered) + 1) * level
    if position <= 1:
        return ordered[0]
    if position >= len(ordered):
        return ordered[-1]
    below = int(position)
    return ordered[below - 1] + (position - below) * (ordered[below] - ordered[below - 1])


def limit_functions(estimate, replicates, a, sample_error, errors):
    """Of each kind: the limit at one-sided level p."""
    ordered = sorted(replicates)
    t = sorted((r - estimate) / e for r, e in zip(replicates, errors))
    bias = statistics.fmean(replicates) - estimate
    spread = statistics.stdev(replicates)
    z0 = NORMAL.inv_cdf(sum((r < estimate) + (r == estimate) / 2 for r in replicates) / len(replicates))

    def bca(p):
        y = z0 + NORMAL.inv_cdf(p)
        return quantile(ordered, NORMAL.cdf(z0 + y / (1 - a * y)))

    return {
        "percentile": lambda p: quantile(ordered, p),
        "basic": lambda p: 2 * estimate - quantile(ordered, 1 - p),
        "BCa": bca,
        "studentized": lambda p: estimate - sample_error * quantile(t, 1 - p),
        "normal": lambda p: estimate - bias + NORMAL.inv_cdf(p) * spread,
    }


def p_at_most(limit, value):
    """The smallest level whose limit reaches the value, by bisection."""
    low, high = 1 / (RESAMPLES + 1), 1 - 1e-12
    if limit(low) >= value:
        return low
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if limit(middle) >= value else (middle, high)
    return high


def solve(name, samples, statistic, weighted, keys, value):
    def estimate_of(parts):
        return statistic(parts[0]) - (statistic(parts[1]) if len(parts) == 2 else 0)

    def error_of(parts):
        return math.hypot(*(influence_error(weighted, rows) for rows in parts))

    replicates, errors = [], []
    for r in range(RESAMPLES):
        parts = [[rows[i] for i in draw(key, r, len(rows))] for rows, key in zip(samples, keys)]
        replicates.append(estimate_of(parts))
        errors.append(error_of(parts))
    estimate, a, sample_error = estimate_of(samples), acceleration(samples, estimate_of), error_of(samples)
    limits = limit_functions(estimate, replicates, a, sample_error, errors)
    return {
        "name": name,
        "samples": [[list(column) for column in zip(*rows)] for rows in samples],
        "estimate": estimate,
        "acceleration": a,
        "standard_error": statistics.stdev(replicates),
        "sample_error": sample_error,
        "replicate": replicates,
        "replicate_error": errors,
        "value": value,
        "intervals_90": {kind: [limit(0.05), limit(0.95)] for kind, limit in limits.items()},
        "p_at_most": {kind: p_at_most(limit, value) for kind, limit in limits.items()},
    }


def main():
    source = random.Random(6)

    def losses(n):
        return [round(source.lognormvariate(0, 0.7), 6) for _ in range(n)]

    def tokens(n):
        return [float(source.randint(20, 512)) for _ in range(n)]

    both = [mix_seed(SEED, 1), mix_seed(SEED, 2)]
    cases = [
        solve("mean", [list(zip(losses(25)))], mean, weighted_mean, [SEED], 0.9),
        solve("mean", [list(zip(losses(90)))], mean, weighted_mean, [SEED], 1.2),
        solve("ratio", [list(zip(losses(31), tokens(31)))], ratio, weighted_ratio, [SEED], 1.0),
        solve(
            "perplexity_difference",
            [list(zip(losses(24), losses(24), tokens(24)))],
            perplexity_difference,
            weighted_perplexity_difference,
            [SEED],
            -1.0,
        ),
        solve("two_sample", [list(zip(losses(18))), list(zip(losses(33)))], mean, weighted_mean, both, 0.0),
    ]
    document = {
        "_command": "python3 stats/estimators/testdata/bootstrap_reference.py",
        "resamples": RESAMPLES,
        "seed": SEED,
        "indices": [
            {"key": 7, "resample": 3, "n": n, "first": draw(7, 3, n)[:40]} for n in (5, 50, 1000, 4095, 4097, 100000)
        ],
        "cases": cases,
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
