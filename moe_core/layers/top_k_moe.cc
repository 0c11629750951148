#include "moe_core/layers/top_k_moe.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>

#include "moe_core/dispatch/dispatch_plan.h"

namespace moebench {
namespace {

// sum_k weight[t, k] outputs[t, expert[t, k]]: [T, E, C], [T, K], [T, K] -> [T, C].
at::Tensor GatherChosen(const at::Tensor& outputs, const Routing& routing) {
  const at::Tensor index = routing.expert.unsqueeze(2).expand({-1, -1, outputs.size(2)});
  const at::Tensor chosen = at::gather(outputs, 1, index);  // [T, K, C]
  return (chosen * routing.weight.unsqueeze(2)).sum(1);
}

}  // namespace

TopKMoeImpl::TopKMoeImpl(const PrototypeRouterConfig& config, int64_t dim, int64_t output_dim)
    : top_k_(config.top_k()),
      router_(register_module("router", PrototypeRouter(config, dim))),
      experts_(register_module("experts", LinearExperts(config.num_experts(), dim, output_dim))) {}

MoeOutput TopKMoeImpl::forward(const RouterInput& input, bool all_experts) {
  MoeOutput out;
  out.routing = router_(input);
  const at::Tensor x = input.x.to(at::kFloat);
  if (all_experts) {
    out.expert_outputs = experts_->ForwardAll(x);
    out.output = GatherChosen(out.expert_outputs, out.routing);
  } else {
    out.output = experts_(x, MakeDispatchPlan(out.routing.expert, out.routing.num_experts), out.routing.weight);
  }
  return out;
}

}  // namespace moebench
