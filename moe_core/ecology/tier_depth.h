// Which tiers a model really uses (ECOLOGY, section 4.12): the effective depth, the number of tiers with a tenth of the
// samples or more, and the dominant tiers, those used more than 1.25 times their share of the experts. Both constants
// are ours: they give depth 4 on CIFAR-100 and 3 on Tiny ImageNet, and the dominance T0, T3 and T0+T1 that the paper
// reads from its three Tiny ImageNet seeds.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_

#include <string>

#include "absl/types/span.h"

namespace moebench {

inline constexpr double kEffectiveDepthUsage = 0.10;
inline constexpr double kDominanceRatio = 1.25;

// usage: [tiers], shares of all samples.
int EffectiveDepth(absl::Span<const double> usage);

// The dominant tiers joined by '+', e.g. "T0+T1"; "none" where no tier is. usage and num_experts: [tiers].
std::string DominanceLabel(absl::Span<const double> usage, absl::Span<const int> num_experts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_
