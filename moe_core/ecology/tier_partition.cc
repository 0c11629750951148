#include "moe_core/ecology/tier_partition.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace moebench {

TierPartition::TierPartition(std::vector<int> sizes) : sizes_(std::move(sizes)) {
  for (int tier = 0; tier < num_tiers(); ++tier) tier_of_.insert(tier_of_.end(), sizes_[tier], tier);
}

absl::StatusOr<TierPartition> TierPartition::Make(const EcologyConfig& config, int num_experts) {
  if (num_experts < 1) {
    return absl::InvalidArgumentError(absl::StrCat("router.num_experts is ", num_experts, "; expected at least 1"));
  }
  if (config.tiers().empty()) return TierPartition({num_experts});
  int64_t total = 0;
  for (const int size : config.tiers()) {
    if (size < 1) {
      return absl::InvalidArgumentError(absl::StrCat("ecology.tiers ", absl::StrJoin(config.tiers(), ":"),
                                                     " has a tier of ", size, " experts; expected at least 1 in each"));
    }
    total += size;
  }
  if (total != num_experts) {
    return absl::InvalidArgumentError(absl::StrCat("ecology.tiers ", absl::StrJoin(config.tiers(), ":"), " add up to ",
                                                   total, " experts, router.num_experts is ", num_experts,
                                                   "; change one of the two"));
  }
  return TierPartition(std::vector<int>(config.tiers().begin(), config.tiers().end()));
}

}  // namespace moebench
