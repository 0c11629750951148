#ifndef MOEBENCH_MOE_CORE_LOSSES_IMPORTANCE_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_IMPORTANCE_LOSS_H_

// The importance loss (Shazeer et al. 2017, "Outrageously Large Neural Networks", eq. 6-7): the squared coefficient of
// variation of the combine weights each expert is given over the batch,
//
//   importance_i = sum_t g[t, i],   L = CV(importance)^2,
//
// 0 when they are even. ECOLOGY's variance penalty (balance_loss.h) is the same quantity. Under random warm-up dispatch
// the weights are constants, and so is the loss.

#include "moe_core/routing/routing.h"

namespace moebench {

// importance [E], in the dtype of the weights.
at::Tensor Importance(const Routing& routing);

// Scalar in [0, E - 1]; 0 where T = 0 and where E = 1.
at::Tensor ImportanceLoss(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_IMPORTANCE_LOSS_H_
