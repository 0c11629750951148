#ifndef MOEBENCH_MOE_CORE_DISPATCH_COMBINE_H_
#define MOEBENCH_MOE_CORE_DISPATCH_COMBINE_H_

// Moves rows by a dispatch plan: tokens to their experts, and the experts' outputs back to their tokens. The gradient
// of each is the other, so that nothing here adds with atomics on any device.

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "moe_core/dispatch/dispatch_plan.h"

namespace moebench {

// x [T, D] -> [num_kept, D], the rows of the kept assignments in plan order; num_kept = offset[E], which the caller has
// on the host. Its gradient adds in slot order.
at::Tensor GatherInPlanOrder(const DispatchPlan& plan, const at::Tensor& x, int64_t num_kept);

// y[t] = sum_k weight[t, k] value[inverse(t, k)], added in slot order: no atomics, the same bits for any thread count.
// `value` [n, D] holds the rows of the n = offset[E] kept assignments in plan order; other slots add 0. `weight` [T,
// K]. Summed in the dtype of weight, returned in the dtype of value. Differentiable in both, any number of times.
at::Tensor CombineInSlotOrder(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight);

// The terms of that sum before they are added, [T, K, D] in the dtype of weight: for compositions other than the sum.
at::Tensor WeightedSlots(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_DISPATCH_COMBINE_H_
