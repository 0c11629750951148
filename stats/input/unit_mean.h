// A run's value out of its units: their mean weighted by tokens, a ratio estimate (sum of losses / sum of tokens).
#ifndef MOEBENCH_STATS_INPUT_UNIT_MEAN_H_
#define MOEBENCH_STATS_INPUT_UNIT_MEAN_H_

#include <string>

#include "absl/status/statusor.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// The most tokens that a unit may have: up to here every whole number is a double, and no sum of them overflows.
inline constexpr double kMostTokens = 9007199254740992.0;  // 2^53

// `value` of RunSample from unit_value and unit_weight; its exponential where `metric` is perplexity. DataLoss, naming
// the run, where that is beyond the range of a double.
absl::StatusOr<double> ValueOfUnits(const RunSample& run, const std::string& metric);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_UNIT_MEAN_H_
