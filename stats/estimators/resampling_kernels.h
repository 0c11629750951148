#ifndef MOEBENCH_STATS_ESTIMATORS_RESAMPLING_KERNELS_H_
#define MOEBENCH_STATS_ESTIMATORS_RESAMPLING_KERNELS_H_

// The inner loop of ResampleSums (resampling.h), once for every instruction set. Each lane of a vector is a resample,
// so that all add in the same order and give the same bits.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "stats/estimators/index_rule.h"

namespace moebench::stats {

struct ResampleSumsProblem {
  // `resamples`: how many there will be; few are not worth a table.
  ResampleSumsProblem(uint64_t key, absl::Span<const double> values, size_t resamples);

  uint64_t key;
  IndexRule rule;
  absl::Span<const double> values;
  std::vector<double> pair_sums;  // values[i] + values[j] at i n + j; may be empty
};

struct ResampleSumsKernel {
  const char* name;  // "scalar", "avx2", "avx512"
  int lanes;
  // sums[lane] of resample first + lane.
  void (*run)(const ResampleSumsProblem& problem, uint64_t first, double* sums);
};

// Those that this CPU can run, the fastest last; never empty.
const std::vector<ResampleSumsKernel>& ResampleSumsKernels();

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_RESAMPLING_KERNELS_H_
