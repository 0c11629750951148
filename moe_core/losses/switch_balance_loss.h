#ifndef MOEBENCH_MOE_CORE_LOSSES_SWITCH_BALANCE_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_SWITCH_BALANCE_LOSS_H_

// The balance loss of Switch (Fedus et al. 2021, eq. 4-6), for any number of experts a token:
//
//   L = E sum_i f_i P_i,
//
// f the assignment fraction, a count without gradient, and P the mean probability. It is 1 at uniform routing and E
// when one expert has every token with certainty. GShard's auxiliary loss is the same up to a constant. EQUIFINALITY
// takes it with P from the softmax over all E scores.

#include "moe_core/routing/routing.h"

namespace moebench {

// Scalar; 0 where no token was routed. Reads expert, weight (its dtype) and mean_probability [E]. Throws c10::Error
// where the router has no probabilities.
at::Tensor SwitchBalanceLoss(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_SWITCH_BALANCE_LOSS_H_
