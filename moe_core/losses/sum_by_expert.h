#ifndef MOEBENCH_MOE_CORE_LOSSES_SUM_BY_EXPERT_H_
#define MOEBENCH_MOE_CORE_LOSSES_SUM_BY_EXPERT_H_

// Adds up one value a slot by the slot's expert: how balance losses count what each expert is given.
//
//   const at::Tensor importance = SumByExpert(routing.expert, routing.weight, E).narrow(0, 0, E);

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

// expert [T, K] int64 in [0, E], value [T, K] -> [E + 1] in the dtype of value, differentiable in value; the last entry
// takes the empty slots. Added in a fixed order: the same bits every time, for any thread count.
at::Tensor SumByExpert(const at::Tensor& expert, const at::Tensor& value, int64_t num_experts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_SUM_BY_EXPERT_H_
