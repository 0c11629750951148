#ifndef MOEBENCH_MOE_CORE_LOSSES_ROUTER_Z_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_ROUTER_Z_LOSS_H_

// The router z-loss (Zoph et al. 2022, "ST-MoE: Designing Stable and Transferable Sparse Expert Models", eq. 5):
//
//   L = (1/T) sum_t (logsumexp_i logits[t, i])^2
//
// It keeps logits small, where the softmax rounds well. 0 when every token's exponentials sum to 1.

#include <ATen/core/Tensor.h>

namespace moebench {

// log_normalizer [T] (Routing::log_normalizer) -> scalar; 0 where T = 0. Throws c10::Error where it is undefined.
at::Tensor RouterZLoss(const at::Tensor& log_normalizer);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ROUTER_Z_LOSS_H_
