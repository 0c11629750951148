"""The index draws of stats/estimators/resampling.h and the block draws of stats/estimators/block_bootstrap.h in NumPy,
so that other packages can be given the very resamples that the library makes.
"""
import math

import numpy as np

MASK = 2**64 - 1
LOW = np.uint64(2**32 - 1)
HALF = np.uint64(32)


def mix_seed(a, b):
    def scramble(x):
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
        return x ^ (x >> 31)

    return scramble((scramble((a + 0x9E3779B97F4A7C15) & MASK) + b) & MASK)


def words(key, stream, count):
    """The first words of a stream of Philox4x32-10."""
    blocks = np.arange(-(-count // 4), dtype=np.uint64)
    x = [blocks & LOW, blocks >> HALF, np.full_like(blocks, stream & 0xFFFFFFFF), np.full_like(blocks, stream >> 32)]
    key0, key1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(10):
        product0, product1 = np.uint64(0xD2511F53) * x[0], np.uint64(0xCD9E8D57) * x[2]
        x = [product1 >> HALF ^ x[1] ^ np.uint64(key0), product1 & LOW,
             product0 >> HALF ^ x[3] ^ np.uint64(key1), product0 & LOW]
        key0, key1 = (key0 + 0x9E3779B9) & 0xFFFFFFFF, (key1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(x, axis=1).ravel()[:count]


def indices(key, resample, n, count):
    """`count` indices on 0 .. n-1, two a word; n at most 4096."""
    assert n <= 4096
    choices = np.uint64(n * n)
    unfair = np.uint64(2**32 % (n * n))

    def numbers(drawn):
        product = drawn * choices
        return product >> HALF, (product & LOW) >= unfair

    number, fair = numbers(words(key, resample, -(-count // 2)))
    for position in np.flatnonzero(~fair):
        again, good = numbers(words(mix_seed(key, int(position) + 1), resample, 64))
        number[position] = again[np.argmax(good)]
    pairs = np.stack([number // np.uint64(n), number % np.uint64(n)], axis=1)
    return pairs.ravel()[:count].astype(np.int64)


def index_matrix(key, resamples, n):
    """Row r: the n indices of resample r."""
    return np.stack([indices(key, r, n, n) for r in range(resamples)])


def blocks(kind, key, resample, n, length):
    """First index and length of every block of one resample; the lengths sum to n."""
    if kind != "stationary":
        count = -(-n // length)
        starts = indices(key, resample, n - length + 1 if kind == "moving" else n, count)
        lengths = np.full(count, length)
        lengths[-1] = n - length * (count - 1)
        return starts, lengths
    source = iter(int(w) for w in words(key, resample, 8 * n))
    starts, lengths, left = [], [], n
    while left > 0:
        product = next(source) * n
        while product % 2**32 < 2**32 % n:
            product = next(source) * n
        starts.append(product >> 32)
        low = next(source)
        uniform = ((low | next(source) << 32) >> 11) * 2.0**-53
        beyond_first = math.log(1 - uniform) / math.log1p(-1 / length)
        lengths.append(min(left, int(beyond_first) + 1))
        left -= lengths[-1]
    return np.array(starts), np.array(lengths)
