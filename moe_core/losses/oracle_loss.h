#ifndef MOEBENCH_MOE_CORE_LOSSES_ORACLE_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_ORACLE_LOSS_H_

// ECOLOGY's oracle: the router is taught which expert would have been right.
//
//   L_oracle = -(1/T) sum_t sum_i teacher[t, i] log p[t, i],   teacher[t] = softmax_i(-l[t, i] / tau_o),
//
// with l[t, i] expert i's own cross-entropy on sample t. The paper names the loss without a formula; this form and
// tau_o = 0.5 are this project's. No gradient flows through the teacher.

#include <ATen/core/Tensor.h>

namespace moebench {

// expert_logits [T, E, C], label [T] int64 -> l [T, E] in nats, without gradient.
at::Tensor ExpertCrossEntropy(const at::Tensor& expert_logits, const at::Tensor& label);

// router_logits [T, E] (already divided by the routing temperature), expert_loss [T, E] -> scalar in nats.
at::Tensor OracleLoss(const at::Tensor& router_logits, const at::Tensor& expert_loss, double oracle_temperature);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ORACLE_LOSS_H_
