#include "moe_core/losses/importance_loss.h"

#include "moe_core/losses/squared_variation.h"
#include "moe_core/losses/sum_by_expert.h"

namespace moebench {

at::Tensor Importance(const Routing& routing) {
  return SumByExpert(routing.expert, routing.weight, routing.num_experts).narrow(0, 0, routing.num_experts);
}

at::Tensor ImportanceLoss(const Routing& routing) { return SquaredVariation(Importance(routing)); }

}  // namespace moebench
