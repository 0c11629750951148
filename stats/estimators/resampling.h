#ifndef MOEBENCH_STATS_ESTIMATORS_RESAMPLING_H_
#define MOEBENCH_STATS_ESTIMATORS_RESAMPLING_H_

// Index draws for resampling with replacement, and the sums of values drawn by them. A draw is a pure function of (key,
// resample, position): neither threads, nor batches, nor instruction sets change it.
//
// Resample r reads the words w of CounterRandom(key, r), 32 bits each. For n <= 4096 a word gives two indices, the
// quotient and the remainder by n of floor(w n^2 / 2^32); for larger n it gives one, floor(w n / 2^32). A word whose
// product has a fraction below (2^32 mod n^2) / 2^32, or (2^32 mod n) / 2^32, would favour some indices (Lemire 2019,
// "Fast random integer generation in an interval"); it is replaced by a draw of CounterRandom(MixSeed(key, position of
// the word + 1), r).
//
// For programmers who have checked their arguments: 0 < n < 2^31.

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

namespace moebench::stats {

// indices.size() draws, each uniform on 0 .. n-1. A shorter span gets the same draws, fewer of them.
void DrawIndices(uint64_t key, uint64_t resample, uint32_t n, absl::Span<uint32_t> indices);

// sums[k] = sum of values[i] over the values.size() indices i of resample first + k, in order of drawing (where a word
// gives two, their values are added first). Vectorised; the same bits on every CPU.
void ResampleSums(uint64_t key, uint64_t first, absl::Span<const double> values, absl::Span<double> sums);

// Calls work(first, last) for ranges that tile 0 .. resamples-1, `first` a multiple of 16, from up to `num_threads`
// threads at once (0: one a core), fewer where `draws_per_resample` makes the whole too small to share. Returns when
// all are done.
void ForResampleRanges(int resamples, int num_threads, int64_t draws_per_resample,
                       absl::FunctionRef<void(int first, int last)> work);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_RESAMPLING_H_
