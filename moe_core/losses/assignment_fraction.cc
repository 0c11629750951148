#include "moe_core/losses/assignment_fraction.h"

#include <ATen/TensorOperators.h>

#include "moe_core/losses/sum_by_expert.h"

namespace moebench {

at::Tensor AssignmentFraction(const Routing& routing) {
  const int64_t E = routing.num_experts;
  // In float64: a float32 sum of a million thirds would be off by far more than its last digit.
  const at::Tensor filled = routing.expert.lt(E).to(at::kDouble);          // [T, K]
  const at::Tensor set_size = filled.sum(1, /*keepdim=*/true);             // [T, 1]
  const at::Tensor num_routed = set_size.clamp_max(1).sum().clamp_min(1);  // T'
  const at::Tensor share = SumByExpert(routing.expert, filled / set_size.clamp_min(1), E).narrow(0, 0, E);
  return (share / num_routed).to(routing.weight.scalar_type());
}

}  // namespace moebench
