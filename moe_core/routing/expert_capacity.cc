#include "moe_core/routing/expert_capacity.h"

#include <algorithm>
#include <cmath>

namespace moebench {

int64_t ExpertCapacity(int64_t num_tokens, int64_t top_k, int64_t num_experts, double factor) {
  if (factor == 0) return 0;
  const double room = factor * num_tokens * top_k / num_experts;
  // 1.1 * 100 / 10 is a rounding error above 11; that is no reason for a twelfth place.
  return std::max<int64_t>(1, std::ceil(room * (1 - 1e-12)));
}

}  // namespace moebench
