// The collapse and recovery of a tier over a run (ECOLOGY, section 4.12.1). A tier collapses at the first evaluation
// that finds it below 2 % of the samples, is latent from there on, and recovers at the first evaluation that finds it
// back above 5 %; it may then collapse again. The two thresholds are ours.
//
//   epochs E0 E10 E20 E30 E40 E50 E60, usage 14.8 5.7 2.2 .9 1.9 1.7 5.6 %  (the paper's T2, seed A)
//   -> one collapse at E30, latent at E30, E40 and E50, recovery at E60
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace moebench {

inline constexpr double kTierCollapseUsage = 0.02;
inline constexpr double kTierRecoveryUsage = 0.05;

struct TierCollapse {
  double collapse_epoch = 0;
  std::vector<double> latent_epochs;     // evaluations from the collapse until before the recovery
  std::optional<double> recovery_epoch;  // absent while the tier has not recovered
};

// Every collapse of one tier, in order. epoch and usage: [evaluations], usage as shares of all samples.
std::vector<TierCollapse> TierCollapses(absl::Span<const double> epoch, absl::Span<const double> usage);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_DYNAMICS_H_
