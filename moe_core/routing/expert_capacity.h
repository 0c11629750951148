#ifndef MOEBENCH_MOE_CORE_ROUTING_EXPERT_CAPACITY_H_
#define MOEBENCH_MOE_CORE_ROUTING_EXPERT_CAPACITY_H_

// How many assignments an expert takes: the capacity of Switch (Fedus et al. 2021, section 2.2) and of GShard (Lepikhin
// et al. 2020). T tokens make T K assignments; an even load is T K / E, and `factor` is the room above it.

#include <cstdint>

namespace moebench {

// ceil(factor T K / E), at least 1; 0 (no limit) where factor is 0. T >= 0, K >= 1, E >= 1, factor >= 0.
int64_t ExpertCapacity(int64_t num_tokens, int64_t top_k, int64_t num_experts, double factor);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_EXPERT_CAPACITY_H_
