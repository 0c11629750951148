#include "moe_core/ecology/tier_dynamics.h"

#include <cassert>
#include <cstddef>

namespace moebench {

std::vector<TierCollapse> TierCollapses(absl::Span<const double> epoch, absl::Span<const double> usage,
                                        const EcologyConfig& config) {
  assert(epoch.size() == usage.size());
  std::vector<TierCollapse> collapses;
  bool latent = false;
  for (size_t i = 0; i < usage.size(); ++i) {
    if (!latent && usage[i] < config.tier_collapse_usage()) {
      latent = true;
      collapses.emplace_back();
      collapses.back().collapse_epoch = epoch[i];
    }
    if (!latent) continue;
    if (usage[i] > config.tier_recovery_usage()) {
      latent = false;
      collapses.back().recovery_epoch = epoch[i];
    } else {
      collapses.back().latent_epochs.push_back(epoch[i]);
    }
  }
  return collapses;
}

}  // namespace moebench
