#include "moe_core/schedules/rdc_schedule.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/schedules/expert_count_schedule.h"

namespace moebench {
namespace {

double Sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

absl::Status CheckProbe(const DiversityProbe& probe, size_t num_layers) {
  if (probe.by_layer.size() != num_layers) {
    return absl::InvalidArgumentError(
        absl::StrCat("probe ", probe.name, " has ", probe.by_layer.size(), " layers, the first probe ", num_layers));
  }
  for (const double value : probe.by_layer) {
    if (std::isfinite(value) && value >= 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("probe ", probe.name, " is ", value, "; a diversity is a finite number of at least 0"));
  }
  if (std::isfinite(probe.weight) && probe.weight >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("weight of probe ", probe.name, " is ", probe.weight));
}

}  // namespace

absl::StatusOr<std::vector<double>> DiversityIndex(const std::vector<DiversityProbe>& probes) {
  if (probes.empty() || probes[0].by_layer.empty()) return absl::InvalidArgumentError("no probe of any layer");
  const size_t num_layers = probes[0].by_layer.size();
  double total_weight = 0;
  for (const DiversityProbe& probe : probes) {
    MOE_RETURN_IF_ERROR(CheckProbe(probe, num_layers));
    total_weight += probe.weight;
  }
  if (total_weight == 0) return absl::InvalidArgumentError("the weights of all probes are 0");
  std::vector<double> diversity(num_layers, 0);
  for (const DiversityProbe& probe : probes) {
    const double sum = Sum(probe.by_layer);
    for (size_t layer = 0; layer < num_layers; ++layer) {
      const double share = sum > 0 ? probe.by_layer[layer] / sum : 1.0 / static_cast<double>(num_layers);
      diversity[layer] += probe.weight / total_weight * share;
    }
  }
  return diversity;
}

absl::StatusOr<std::vector<int>> RdcExperts(const std::vector<double>& diversity, int min_experts, int max_experts) {
  for (const double value : diversity) {
    if (!std::isfinite(value)) return absl::InvalidArgumentError(absl::StrCat("a layer's diversity is ", value));
  }
  const int num_layers = static_cast<int>(diversity.size());
  MOE_ASSIGN_OR_RETURN(const ExpertCounts uniform, ScheduledExperts("uniform", num_layers, min_experts, max_experts));
  const auto [least, most] = std::minmax_element(diversity.begin(), diversity.end());
  if (*most - *least <= 1e-9 * std::abs(*most)) return uniform.by_layer;
  std::vector<int> experts;
  for (const double value : diversity) {
    const double share = (value - *least) / (*most - *least);
    experts.push_back(RoundedExperts(min_experts + (max_experts - min_experts) * share, min_experts, max_experts));
  }
  return experts;
}

absl::StatusOr<double> MisalignmentPenalty(const std::vector<int>& experts_by_layer,
                                           const std::vector<double>& diversity) {
  if (experts_by_layer.size() != diversity.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("expert counts of ", experts_by_layer.size(), " layers, diversities of ", diversity.size()));
  }
  const double experts = std::accumulate(experts_by_layer.begin(), experts_by_layer.end(), 0.0);
  const double total = Sum(diversity);
  if (!(experts > 0 && total > 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("expert counts add up to ", experts, " and diversities to ", total, "; both must be positive"));
  }
  double penalty = 0;
  for (size_t layer = 0; layer < diversity.size(); ++layer) {
    penalty += std::pow(experts_by_layer[layer] / experts - diversity[layer] / total, 2);
  }
  return penalty;
}

}  // namespace moebench
