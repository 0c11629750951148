#ifndef MOEBENCH_MOE_CORE_LOSSES_ASSIGNMENT_FRACTION_H_
#define MOEBENCH_MOE_CORE_LOSSES_ASSIGNMENT_FRACTION_H_

// The share of tokens that an expert is given, a token of several experts being split evenly between them:
//
//   f_i = (1/T') sum_t 1[i in S_t] / |S_t|,   over the T' tokens whose set of experts S_t is not empty.
//
// Slots hold what the router wanted, so f is counted before any capacity drop. It is a count: no gradient flows through
// it. With one expert a token it is the f of Switch (Fedus et al. 2021, eq. 5).

#include "moe_core/routing/routing.h"

namespace moebench {

// [E] in the dtype of routing.weight; sums to 1, or is all zeros where T' = 0.
at::Tensor AssignmentFraction(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ASSIGNMENT_FRACTION_H_
