// What each tier does at one evaluation (ECOLOGY, table 9): its usage, its alive experts, and how many of the samples
// it wins are hard or easy. A sample belongs to the tier of its top-1 expert; it is hard where the ensemble's
// confidence (the largest class probability of the model's own output) is below ecology.hard_confidence and easy above
// ecology.easy_confidence.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_SHARES_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_SHARES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "moe_core/ecology/taxonomy.h"
#include "moe_core/ecology/tier_partition.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

// Shares in [0, 1].
struct TierShare {
  double usage = 0;                  // of all samples
  int alive = 0;                     // experts that are not DEAD
  std::optional<double> hard_share;  // of the tier's samples; absent where it won none
  std::optional<double> easy_share;
};

// One TierShare per tier. top1 and confidence: [T], T >= 1, ids in [0, E); classes: [E].
std::vector<TierShare> TierShares(const TierPartition& tiers, absl::Span<const int32_t> top1,
                                  absl::Span<const float> confidence, absl::Span<const EcologyClass> classes,
                                  const EcologyConfig& config);

// Hard share of T0 over that of T2, the paper's 1.2 to 1.6. Absent with fewer than three tiers, where T0 or T2 won no
// sample, and where T2 has no hard one.
std::optional<double> HardRatioTier0Tier2(absl::Span<const TierShare> tiers);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_SHARES_H_
