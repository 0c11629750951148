#include "moe_core/ecology/tier_transition.h"

#include <cassert>
#include <cstddef>
#include <numeric>

namespace moebench {

std::vector<double> TierTransition(const TierPartition& tiers, absl::Span<const int32_t> expert, int top_k) {
  assert(top_k >= 2 && !expert.empty() && expert.size() % top_k == 0);
  const int n = tiers.num_tiers();
  std::vector<int64_t> counts(static_cast<size_t>(n) * n, 0);
  for (size_t slot = 0; slot < expert.size(); slot += top_k) {
    const int from = tiers.tier_of()[expert[slot]];
    const int to = tiers.tier_of()[expert[slot + 1]];
    ++counts[static_cast<size_t>(from) * n + to];
  }
  const double samples = static_cast<double>(expert.size() / top_k);
  std::vector<double> shares;
  shares.reserve(counts.size());
  for (const int64_t count : counts) shares.push_back(static_cast<double>(count) / samples);
  return shares;
}

SelfLoop TierSelfLoop(absl::Span<const double> transition, int num_tiers, int tier) {
  const absl::Span<const double> row = transition.subspan(static_cast<size_t>(tier) * num_tiers, num_tiers);
  const double usage = std::accumulate(row.begin(), row.end(), 0.0);
  SelfLoop loop;
  loop.joint = row[tier];
  if (usage > 0) loop.conditional = loop.joint / usage;
  return loop;
}

}  // namespace moebench
