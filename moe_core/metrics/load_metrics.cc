#include "moe_core/metrics/load_metrics.h"

#include <ATen/ops/bincount.h>

#include <limits>
#include <numeric>

#include "moe_core/metrics/usage_metrics.h"

namespace moebench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Evenness of at least one assignment.
void MeasureBalance(const std::vector<int64_t>& assignments, LoadMetrics& load) {
  load.share = UsageShares(assignments);
  for (const double share : load.share) load.normalized_load.push_back(share * static_cast<double>(assignments.size()));
  load.coefficient_of_variation = CoefficientOfVariation(assignments);
  load.gini = GiniCoefficient(assignments);
  load.entropy_bits = UsageEntropyBits(assignments);
  load.normalized_entropy = NormalizedUsageEntropy(assignments);
  load.effective_experts = EffectiveExperts(assignments);
}

void NoBalance(size_t num_experts, LoadMetrics& load) {
  load.share.assign(num_experts, kNan);
  load.normalized_load.assign(num_experts, kNan);
  load.coefficient_of_variation = load.gini = load.entropy_bits = load.normalized_entropy = kNan;
  load.effective_experts = kNan;
}

}  // namespace

LoadCounts CountLoad(const Routing& routing) {
  const int64_t E = routing.num_experts;
  const at::Tensor expert = routing.expert.cpu();
  const at::Tensor count = at::bincount(expert.reshape({-1}), /*weights=*/{}, /*minlength=*/E + 1);
  LoadCounts counts;
  counts.assignments.assign(count.data_ptr<int64_t>(), count.data_ptr<int64_t>() + E);
  counts.tokens = expert.size(0);
  counts.tokens_without_expert = expert.eq(E).all(/*dim=*/1).sum().item<int64_t>();
  return counts;
}

void AddLoad(LoadCounts& sum, const LoadCounts& batch) {
  if (sum.assignments.empty()) sum.assignments.resize(batch.assignments.size());
  TORCH_CHECK(sum.assignments.size() == batch.assignments.size(), "cannot add the loads of ", batch.assignments.size(),
              " experts to those of ", sum.assignments.size());
  for (size_t i = 0; i < batch.assignments.size(); ++i) sum.assignments[i] += batch.assignments[i];
  sum.tokens += batch.tokens;
  sum.tokens_without_expert += batch.tokens_without_expert;
}

LoadMetrics MeasureLoad(const LoadCounts& counts) {
  const double E = static_cast<double>(counts.assignments.size());
  const double tokens = static_cast<double>(counts.tokens);
  const int64_t assignments = std::accumulate(counts.assignments.begin(), counts.assignments.end(), int64_t{0});
  LoadMetrics load;
  if (assignments > 0) {
    MeasureBalance(counts.assignments, load);
  } else {
    NoBalance(counts.assignments.size(), load);
  }
  load.mean_active = counts.tokens > 0 ? static_cast<double>(assignments) / tokens : kNan;
  load.utilization = load.mean_active / E;
  load.without_expert_share = counts.tokens > 0 ? static_cast<double>(counts.tokens_without_expert) / tokens : kNan;
  return load;
}

}  // namespace moebench
