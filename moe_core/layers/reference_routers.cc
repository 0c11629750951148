#include "moe_core/layers/reference_routers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <numeric>

#include "moe_core/layers/reference_loop.h"

namespace moebench {

bool HasReferenceRouter(const std::string& kind) {
  return PaperRouterLoops().count(kind) + FieldRouterLoops().count(kind) > 0;
}

ReferenceRouting RouteByLoop(const RouterConfig& config, const ParameterMap& parameter, const ReferenceInput& input) {
  RouterLoop loop{config, parameter, input};
  const RouterLoops& loops = PaperRouterLoops().count(config.kind()) > 0 ? PaperRouterLoops() : FieldRouterLoops();
  loops.at(config.kind())(loop);
  return loop.out;
}

ParameterMap UpdateByLoop(const RouterConfig& config, const ParameterMap& parameter, const ReferenceRouting& routing,
                          bool is_first) {
  ParameterMap after = parameter;
  if (config.kind() == "quantile_gate" && config.quantile_scope() == "layer") {
    std::vector<double> gates;
    for (const at::Tensor& logits : routing.logits) {
      for (const double g : Values(logits * config.gate_temperature())) gates.push_back(g);
    }
    const double q = Quantile(gates, config.quantile()), momentum = config.quantile_momentum();
    after["threshold"] =
        is_first ? at::ones({}, at::kDouble) * q : momentum * parameter.at("threshold") + (1 - momentum) * q;
  }
  if (config.kind() == "loss_free") {
    std::vector<double> load(config.num_experts());
    for (const auto& slots : routing.slots) {
      for (const ReferenceSlot& slot : slots) load[slot.expert] += 1;
    }
    const double mean = std::accumulate(load.begin(), load.end(), 0.0) / config.num_experts();
    after["bias"] = parameter.at("bias").clone();
    for (int i = 0; i < config.num_experts(); ++i) {
      after["bias"][i] += config.bias_update_rate() * ((mean > load[i]) - (mean < load[i]));
    }
  }
  return after;
}

}  // namespace moebench
