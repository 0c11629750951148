#ifndef MOEBENCH_MOE_CORE_LOSSES_BALANCE_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_BALANCE_LOSS_H_

// ECOLOGY's balance loss: the sum of an importance term and a variance penalty, both 0 at perfect balance.

#include "moe_core/routing/routing.h"

namespace moebench {

// KL(P || uniform) = log E + sum_i P_i log P_i, in nats; mean_probability [E] sums to 1. A P_i of 0 adds 0.
at::Tensor ImportanceKl(const at::Tensor& mean_probability);

// E^2 Var_i(c_i / sum c) with soft counts c_i = sum_t g[t, i] and the population variance. The form is this project's:
// the paper names a variance penalty without a formula. Under random warm-up the weights are constants and it is too.
at::Tensor AssignmentVariance(const Routing& routing);

// ImportanceKl + AssignmentVariance.
at::Tensor EcologyBalanceLoss(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_BALANCE_LOSS_H_
