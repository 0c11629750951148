// Tiers (ECOLOGY, section 3.1): a partition of the experts into labelled groups of consecutive experts, e.g. 8:4:4 puts
// experts 0-7 in T0, 8-11 in T1 and 12-15 in T2. Tiers are labels for analysis only: nothing in the model reads them,
// so that one seed trains to the same bits under every partition.
//
//   MOE_ASSIGN_OR_RETURN(const TierPartition tiers, TierPartition::Make(config.ecology(), num_experts));
//   tiers.tier_of()[9];  // 1
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TIER_PARTITION_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TIER_PARTITION_H_

#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

class TierPartition {
 public:
  // From ecology.tiers; none given is one tier of all experts (flat). InvalidArgument when a tier is empty or the tiers
  // do not add up to the number of experts.
  static absl::StatusOr<TierPartition> Make(const EcologyConfig& config, int num_experts);

  int num_tiers() const { return static_cast<int>(sizes_.size()); }
  const std::vector<int>& sizes() const { return sizes_; }      // [tiers], experts in each
  const std::vector<int>& tier_of() const { return tier_of_; }  // [E]

 private:
  explicit TierPartition(std::vector<int> sizes);

  std::vector<int> sizes_;
  std::vector<int> tier_of_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TIER_PARTITION_H_
