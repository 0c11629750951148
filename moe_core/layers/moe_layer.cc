#include "moe_core/layers/moe_layer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/experts/composition.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/losses/router_loss.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

// [T, K]: the weights, 0 where a full expert turned the assignment away.
at::Tensor KeptWeight(const Routing& routing, const DispatchPlan& plan) {
  const at::Tensor num_kept = plan.offset.select(0, plan.num_experts);
  return routing.weight * (plan.inverse < num_kept).reshape(routing.weight.sizes());
}

// sum_k weight[t, k] outputs[t, expert[t, k]]: [T, E, C], [T, K], [T, K] -> [T, C]. Empty slots weigh 0; their expert E
// is no row of outputs, so any row stands in.
at::Tensor GatherChosen(const at::Tensor& outputs, const at::Tensor& expert, const at::Tensor& weight) {
  const at::Tensor row = expert.clamp_max(outputs.size(1) - 1);
  const at::Tensor index = row.unsqueeze(2).expand({-1, -1, outputs.size(2)});
  const at::Tensor chosen = at::gather(outputs, 1, index);  // [T, K, C]
  return (chosen * weight.unsqueeze(2)).sum(1).to(outputs.scalar_type());
}

int64_t NumParameters(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const at::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

stats::PartCost Part(const std::string& name, int64_t parameters, int64_t active_parameters, int64_t flops) {
  stats::PartCost part;
  part.set_part(name);
  part.set_parameters(parameters);
  part.set_active_parameters(active_parameters);
  part.set_flops(flops);
  return part;
}

}  // namespace

MoeLayerImpl::MoeLayerImpl(const MoeLayerConfig& config, std::shared_ptr<Router> router,
                           std::shared_ptr<ExpertBank> experts)
    : config_(config),
      router_(register_module("router", std::move(router))),
      experts_(register_module("experts", std::move(experts))) {}

MoeOutput MoeLayerImpl::forward(const RouterInput& input, bool all_experts) {
  MoeOutput out;
  out.routing = router_->forward(input);
  const bool gathered = all_experts && experts_->config().composition() == "sum";
  const bool may_drop = out.routing.capacity > 0;
  if (!gathered || may_drop) out.plan = MakeDispatchPlan(out.routing);
  if (all_experts) out.expert_outputs = experts_->ForwardAll(input.x, input.hop);
  if (gathered) {
    const at::Tensor weight = may_drop ? KeptWeight(out.routing, out.plan) : out.routing.weight;
    out.output = GatherChosen(out.expert_outputs, out.routing.expert, weight);
  } else {
    out.output = experts_->forward(input.x, out.plan, out.routing.weight, input.hop);
  }
  out.losses = RouterLoss(config_.losses, out.routing, is_training());
  return out;
}

absl::StatusOr<std::shared_ptr<Router>> MakeLayerRouter(const MoeLayerConfig& config, const MoeShape& shape) {
  RouterShape router;
  router.dim = shape.dim;
  router.layer = shape.layer;
  router.layer_index = shape.layer_index;
  router.num_hops = shape.num_hops;
  router.causal = shape.causal;
  return MakeRouter(config.router, router);
}

absl::StatusOr<std::shared_ptr<ExpertBank>> MakeLayerExperts(const MoeLayerConfig& config, const MoeShape& shape,
                                                             const Router& router) {
  const absl::Status composes = CheckComposition(config.experts.composition(), router.FixedSlots());
  if (!composes.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("layer ", shape.layer, " with router.kind \"",
                                                   router.config().kind(), "\": ", composes.message()));
  }
  ExpertShape experts;
  experts.num_experts = router.config().num_experts();
  experts.dim = shape.dim;
  experts.output_dim = shape.output_dim == 0 ? shape.dim : shape.output_dim;
  return MakeExperts(config.experts, experts, shape.num_hops);
}

absl::StatusOr<MoeLayer> MakeMoeLayer(const MoeLayerConfig& config, const MoeShape& shape) {
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<Router> router, MakeLayerRouter(config, shape));
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<ExpertBank> experts, MakeLayerExperts(config, shape, *router));
  return MoeLayer(config, std::move(router), std::move(experts));
}

std::vector<stats::PartCost> MoeCost(const Router& router, const ExpertBank& experts, int64_t hops, double mean_slots) {
  const double slots = mean_slots > 0 ? mean_slots : router.ExpectedSlots();
  const double assignments = slots * static_cast<double>(hops);
  // Hops that share a pool meet at most all of it; a pool of their own holds 1 / hops of the parameters.
  const double num_experts = static_cast<double>(experts.shape().num_experts);
  const double active_experts = experts.config().per_hop_pools() ? slots : std::min(assignments, num_experts);
  const int64_t router_parameters = NumParameters(router), expert_parameters = NumParameters(experts);
  return {Part("router", router_parameters, router_parameters, router.FlopsPerToken() * hops),
          Part("experts", expert_parameters, std::llround(expert_parameters * (active_experts / num_experts)),
               std::llround(assignments * static_cast<double>(experts.FlopsPerAssignment())))};
}

}  // namespace moebench
