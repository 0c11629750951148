#include "moe_core/metrics/usage_metrics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace moebench {
namespace {

double EntropyNats(absl::Span<const int64_t> wins) {
  double entropy = 0;
  for (const double usage : UsageShares(wins)) {
    if (usage > 0) entropy -= usage * std::log(usage);
  }
  return entropy;
}

}  // namespace

std::vector<int64_t> Top1Wins(absl::Span<const int32_t> expert, int top_k, int num_experts) {
  assert(top_k >= 1 && expert.size() % top_k == 0);
  std::vector<int64_t> wins(num_experts, 0);
  for (size_t slot = 0; slot < expert.size(); slot += top_k) ++wins[expert[slot]];
  return wins;
}

std::vector<double> UsageShares(absl::Span<const int64_t> wins) {
  const int64_t samples = std::accumulate(wins.begin(), wins.end(), int64_t{0});
  assert(samples > 0);
  std::vector<double> usage;
  usage.reserve(wins.size());
  for (const int64_t count : wins) usage.push_back(static_cast<double>(count) / static_cast<double>(samples));
  return usage;
}

double CoefficientOfVariation(absl::Span<const int64_t> wins) {
  const double mean = 1.0 / static_cast<double>(wins.size());
  double squares = 0;
  for (const double usage : UsageShares(wins)) squares += (usage - mean) * (usage - mean);
  return std::sqrt(squares * mean) / mean;
}

double GiniCoefficient(absl::Span<const int64_t> wins) {
  std::vector<double> usage = UsageShares(wins);
  std::sort(usage.begin(), usage.end());
  const double n = static_cast<double>(usage.size());
  // In ascending order u_i is the larger of i pairs and the smaller of n - 1 - i.
  double differences = 0;
  for (size_t i = 0; i < usage.size(); ++i) differences += (2.0 * static_cast<double>(i) + 1 - n) * usage[i];
  return differences / n;
}

double UsageEntropyBits(absl::Span<const int64_t> wins) { return EntropyNats(wins) / std::log(2.0); }

double NormalizedUsageEntropy(absl::Span<const int64_t> wins) {
  if (wins.size() == 1) return 1;
  return EntropyNats(wins) / std::log(static_cast<double>(wins.size()));
}

double EffectiveExperts(absl::Span<const int64_t> wins) { return std::exp(EntropyNats(wins)); }

}  // namespace moebench
