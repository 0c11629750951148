// The collapse and recovery of a tier over a run (ECOLOGY, section 4.12.1). A tier collapses at the first evaluation
// that finds it below ecology.tier_collapse_usage, is latent from there on, and recovers at the first evaluation that
// finds it above ecology.tier_recovery_usage; it may then collapse again. The paper gives neither threshold; with the
// defaults, 2 % and 5 %:
//
//   epochs E0 E10 E20 E30 E40 E50 E60, usage 14.8 5.7 2.2 .9 1.9 1.7 5.6 %  (the paper's T2, seed A)
//   -> one collapse at E30, latent at E30, E40 and E50, recovery at E60
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

struct TierCollapse {
  double collapse_epoch = 0;
  std::vector<double> latent_epochs;     // evaluations from the collapse until before the recovery
  std::optional<double> recovery_epoch;  // absent while the tier has not recovered
};

// Every collapse of one tier, in order. epoch and usage: [evaluations], usage as shares of all samples. The recovery
// threshold is no lower than that of the collapse.
std::vector<TierCollapse> TierCollapses(absl::Span<const double> epoch, absl::Span<const double> usage,
                                        const EcologyConfig& config);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_
