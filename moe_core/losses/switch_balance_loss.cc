#include "moe_core/losses/switch_balance_loss.h"

#include <ATen/TensorOperators.h>

#include "moe_core/losses/assignment_fraction.h"

namespace moebench {

at::Tensor SwitchBalanceLoss(const Routing& routing) {
  TORCH_CHECK(routing.mean_probability.defined(),
              "the Switch balance loss needs mean_probability, which this router does not have: set "
              "switch_balance_weight to 0");
  return (AssignmentFraction(routing) * routing.mean_probability).sum() * static_cast<double>(routing.num_experts);
}

}  // namespace moebench
