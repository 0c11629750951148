#include "moe_core/dispatch/dispatch_plan.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/argsort.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/sort.h>

namespace moebench {

DispatchPlan MakeDispatchPlan(const at::Tensor& expert, int64_t num_experts) {
  TORCH_CHECK(expert.dim() == 2 && expert.scalar_type() == at::kLong, "expert must be [T, K] int64, got ",
              expert.sizes(), " ", expert.scalar_type());
  const int64_t K = expert.size(1);
  const auto [sorted, slot] = at::sort(expert.reshape({-1}), /*stable=*/true, /*dim=*/0, /*descending=*/false);
  const at::Tensor bound = at::arange(num_experts + 1, expert.options());
  return {num_experts, slot, slot.div(K, "floor"), at::searchsorted(sorted, bound)};
}

at::Tensor CombineInSlotOrder(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight) {
  const int64_t T = weight.size(0), K = weight.size(1);
  TORCH_CHECK(value.size(0) == T * K, "value has ", value.size(0), " rows, the routing has ", T * K, " slots");
  const at::Tensor inverse = at::argsort(plan.slot);  // plan.slot is a permutation
  const at::Tensor by_slot = value.index_select(0, inverse).reshape({T, K, value.size(1)});
  at::Tensor y = by_slot.select(1, 0) * weight.select(1, 0).unsqueeze(1);  // [T, D]
  for (int64_t k = 1; k < K; ++k) y = y + by_slot.select(1, k) * weight.select(1, k).unsqueeze(1);
  return y;
}

}  // namespace moebench
