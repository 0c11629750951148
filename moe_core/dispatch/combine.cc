#include "moe_core/dispatch/combine.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <torch/autograd.h>

namespace moebench {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr const char* kPlanTensors[] = {"slot", "token", "inverse"};

void SavePlan(AutogradContext* ctx, const DispatchPlan& plan) {
  ctx->saved_data["num_slots"] = plan.num_slots;
  const at::Tensor* tensors[] = {&plan.slot, &plan.token, &plan.inverse};
  for (int i = 0; i < 3; ++i) ctx->saved_data[kPlanTensors[i]] = *tensors[i];
}

// What gathering and combining read of a plan.
DispatchPlan SavedPlan(AutogradContext* ctx) {
  DispatchPlan plan;
  plan.num_slots = ctx->saved_data["num_slots"].toInt();
  at::Tensor* tensors[] = {&plan.slot, &plan.token, &plan.inverse};
  for (int i = 0; i < 3; ++i) *tensors[i] = ctx->saved_data[kPlanTensors[i]].toTensor();
  return plan;
}

// Without autograd; one [T, D] row block a slot at a time.
at::Tensor WeightedSum(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight) {
  const int64_t T = weight.size(0), K = weight.size(1), n = value.size(0);
  at::Tensor y = at::zeros({T, value.size(1)}, value.options().dtype(weight.scalar_type()));
  if (n == 0) return y.to(value.scalar_type());
  const at::Tensor row_of_slot = plan.inverse.reshape({T, K});
  for (int64_t k = 0; k < K; ++k) {
    const at::Tensor row = row_of_slot.select(1, k);
    at::Tensor term = value.index_select(0, row.clamp_max(n - 1)).to(weight.scalar_type());
    term.mul_(weight.select(1, k).unsqueeze(1));
    if (n < T * K) term.masked_fill_((row >= n).unsqueeze(1), 0);
    y.add_(term);
  }
  return y.to(value.scalar_type());
}

// index_select's own gradient adds with atomics on CUDA; this one is a combination with weights of 1.
struct Gather : Function<Gather> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const DispatchPlan& plan, int64_t num_kept) {
    SavePlan(ctx, plan);
    ctx->saved_data["num_tokens"] = x.size(0);
    return x.index_select(0, plan.token.narrow(0, 0, num_kept));
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& gradient);
};

// Saves no more than `value` and `weight`, where the same sum by tensor operations would save [T, D] for each slot.
struct Combine : Function<Combine> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& value, const at::Tensor& weight,
                            const DispatchPlan& plan) {
    SavePlan(ctx, plan);
    ctx->save_for_backward({value, weight});
    return WeightedSum(plan, value, weight);
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& gradient);
};

variable_list Gather::backward(AutogradContext* ctx, const variable_list& gradient) {
  const DispatchPlan plan = SavedPlan(ctx);
  const at::ScalarType dtype = gradient[0].scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor ones =
      at::ones({ctx->saved_data["num_tokens"].toInt(), plan.num_slots}, gradient[0].options().dtype(dtype));
  return {Combine::apply(gradient[0], ones, plan), {}, {}};
}

variable_list Combine::backward(AutogradContext* ctx, const variable_list& gradient) {
  const DispatchPlan plan = SavedPlan(ctx);
  const variable_list saved = ctx->get_saved_variables();
  const at::Tensor &value = saved[0], &weight = saved[1];
  const int64_t n = value.size(0);
  const at::Tensor slot = plan.slot.narrow(0, 0, n);
  const at::Tensor rows = Gather::apply(gradient[0].to(weight.scalar_type()), plan, n);  // [n, D]
  at::Tensor value_gradient, weight_gradient;
  if (ctx->needs_input_grad(0)) {
    value_gradient = (rows * weight.reshape({-1}).index_select(0, slot).unsqueeze(1)).to(value.scalar_type());
  }
  if (ctx->needs_input_grad(1)) {
    weight_gradient = at::zeros({weight.numel()}, weight.options())
                          .scatter(0, slot, (rows * value.to(weight.scalar_type())).sum(1))
                          .reshape(weight.sizes());
  }
  return {value_gradient, weight_gradient, {}};
}

void CheckCombine(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight) {
  TORCH_CHECK(weight.dim() == 2 && weight.size(1) == plan.num_slots && weight.numel() == plan.inverse.numel(),
              "weight is ", weight.sizes(), ", the plan has ", plan.inverse.numel(), " slots, ", plan.num_slots,
              " a token");
  const bool known = plan.offset.is_cpu();
  const int64_t kept = known ? plan.offset[plan.num_experts].item<int64_t>() : plan.inverse.numel();
  TORCH_CHECK(value.dim() == 2 && (known ? value.size(0) == kept : value.size(0) <= kept), "value is ", value.sizes(),
              ", the plan keeps ", kept, " assignments");
}

}  // namespace

at::Tensor GatherInPlanOrder(const DispatchPlan& plan, const at::Tensor& x, int64_t num_kept) {
  TORCH_CHECK(x.dim() == 2 && x.size(0) * plan.num_slots == plan.slot.numel(), "x is ", x.sizes(), ", the plan has ",
              plan.slot.numel(), " slots, ", plan.num_slots, " a token");
  return Gather::apply(x, plan, num_kept);
}

at::Tensor CombineInSlotOrder(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight) {
  CheckCombine(plan, value, weight);
  return Combine::apply(value, weight, plan);
}

at::Tensor WeightedSlots(const DispatchPlan& plan, const at::Tensor& value, const at::Tensor& weight) {
  CheckCombine(plan, value, weight);
  const int64_t T = weight.size(0), K = weight.size(1), n = value.size(0), D = value.size(1);
  const at::Tensor padded = at::cat({value, value.new_zeros({1, D})});  // row n is what empty and dropped slots read
  const at::Tensor by_slot = padded.index_select(0, plan.inverse.clamp_max(n)).reshape({T, K, D});
  return by_slot.to(weight.scalar_type()) * weight.unsqueeze(2);
}

}  // namespace moebench
