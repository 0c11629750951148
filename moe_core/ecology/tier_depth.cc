#include "moe_core/ecology/tier_depth.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace moebench {

int EffectiveDepth(absl::Span<const double> usage, const EcologyConfig& config) {
  const auto counts = [&config](double share) { return share >= config.effective_depth_usage(); };
  return static_cast<int>(std::count_if(usage.begin(), usage.end(), counts));
}

std::string DominanceLabel(absl::Span<const double> usage, absl::Span<const int> num_experts,
                           const EcologyConfig& config) {
  assert(usage.size() == num_experts.size());
  const double total = std::accumulate(num_experts.begin(), num_experts.end(), 0.0);
  std::vector<std::string> dominant;
  for (size_t tier = 0; tier < usage.size(); ++tier) {
    const double threshold = config.dominance_ratio() * num_experts[tier] / total;
    if (usage[tier] > threshold) dominant.push_back(absl::StrCat("T", tier));
  }
  return dominant.empty() ? "none" : absl::StrJoin(dominant, "+");
}

}  // namespace moebench
