// How routing flows between tiers (ECOLOGY, table 10): the share of all samples whose top-1 expert lies in tier i and
// whose top-2 expert lies in tier j, and a tier's self-loop i -> i, both as that share (joint; the paper's 65.3 %) and
// given that the top-1 lies in the tier (conditional; 78.8 % of the same model).
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_TRANSITION_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_TRANSITION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "moe_core/ecology/tier_partition.h"

namespace moebench {

// Row-major [tiers, tiers], sums to 1. expert: [T, top_k] in slot order, T >= 1, top_k >= 2, ids in [0, E).
std::vector<double> TierTransition(const TierPartition& tiers, absl::Span<const int32_t> expert, int top_k);

// Shares in [0, 1].
struct SelfLoop {
  double joint = 0;                   // of all samples
  std::optional<double> conditional;  // of the tier's samples; absent where it won none
};

// Of one tier; transition: [num_tiers, num_tiers].
SelfLoop TierSelfLoop(absl::Span<const double> transition, int num_tiers, int tier);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_TRANSITION_H_
