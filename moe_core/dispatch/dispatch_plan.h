#ifndef MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_
#define MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_

// Which token goes to which expert, sorted by expert, so that each expert works on one contiguous group. Built on the
// device of the slots, without a host synchronisation; within an expert the order is that of (token, slot).

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct DispatchPlan {
  int64_t num_experts = 0;
  at::Tensor slot;    // [T * K] int64, flat slot index t * K + k, sorted by expert; empty slots come last
  at::Tensor token;   // [T * K] int64, slot / K
  at::Tensor offset;  // [E + 1] int64: expert i owns [offset[i], offset[i + 1]); offset[E] is the number of assignments
};

// `expert` [T, K] int64 in [0, E]; E marks an empty slot. A stable sort: deterministic for any thread count.
DispatchPlan MakeDispatchPlan(const at::Tensor& expert, int64_t num_experts);

// y[t] = sum_k weight[t, k] value[inverse(t, k)], added in slot order: no atomics, the same bits for any thread count.
// `value` [T * K, D] holds one row an assignment in plan order; `weight` [T, K]. Rows of empty slots must be finite.
at::Tensor CombineInSlotOrder(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_
