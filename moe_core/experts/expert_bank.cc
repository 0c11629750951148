#include "moe_core/experts/expert_bank.h"

#include <ATen/TensorOperators.h>

#include "moe_core/dispatch/combine.h"
#include "moe_core/experts/composition.h"

namespace moebench {

at::Tensor ExpertBank::forward(const at::Tensor& x, const DispatchPlan& plan, const at::Tensor& weight, int64_t hop) {
  TORCH_CHECK(plan.num_experts == shape_.num_experts, "the plan is for ", plan.num_experts, " experts, the bank has ",
              shape_.num_experts);
  TORCH_CHECK(x.dim() == 2 && x.size(1) == shape_.dim, "experts need x [T, ", shape_.dim, "], got ", x.sizes());
  const at::Tensor offset = plan.offset.to(at::kCPU);
  ExpertRows rows;
  rows.offset.assign(offset.data_ptr<int64_t>(), offset.data_ptr<int64_t>() + offset.numel());
  rows.x = GatherInPlanOrder(plan, x, rows.offset.back());
  const at::Tensor value = Compute(rows, hop);
  if (config_.composition() == "sum") return CombineInSlotOrder(plan, value, weight);
  return Compose(config_.composition(), WeightedSlots(plan, value, weight)).to(value.scalar_type());
}

at::Tensor ExpertBank::ForwardAll(const at::Tensor& x, int64_t hop) {
  const int64_t E = shape_.num_experts, T = x.size(0);
  ExpertRows rows;
  rows.x = x.repeat({E, 1});
  for (int64_t i = 0; i <= E; ++i) rows.offset.push_back(i * T);
  return Compute(rows, hop).reshape({E, T, shape_.output_dim}).transpose(0, 1);
}

}  // namespace moebench
