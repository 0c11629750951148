// Which tiers a model really uses (ECOLOGY, section 4.12): the effective depth, the number of tiers with at least
// ecology.effective_depth_usage of the samples, and the dominant tiers, those used more than ecology.dominance_ratio
// times their share of the experts. The paper gives neither threshold; the defaults, 10 % and 1.25, give depth 4 on
// CIFAR-100 and 3 on Tiny ImageNet, and the dominance T0, T3 and T0+T1 that it reads from its three Tiny ImageNet
// seeds.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_

#include <string>

#include "absl/types/span.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

// usage: [tiers], shares of all samples.
int EffectiveDepth(absl::Span<const double> usage, const EcologyConfig& config);

// The dominant tiers joined by '+', e.g. "T0+T1"; "none" where no tier is. usage and num_experts: [tiers].
std::string DominanceLabel(absl::Span<const double> usage, absl::Span<const int> num_experts,
                           const EcologyConfig& config);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_DEPTH_H_
