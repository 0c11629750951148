// Switch routing (Fedus et al., "Switch transformers", 2021, section 2): one expert a token, whose output is scaled by
// its softmax probability over all experts, so that the router learns although K = 1. With T tokens an expert takes
// ceil(factor T / E), the earlier ones; a dropped token gets 0 from the layer. The paper's input jitter is left out.

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/linear.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/routing/expert_capacity.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

class SwitchRouter : public Router {
 public:
  SwitchRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)) {}

  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    Routing routing = FromLogits(at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature);
    const TopK top = SelectTopK(routing.logits, 1);
    routing.expert = top.index;
    routing.weight = at::exp(top.value - routing.log_normalizer.unsqueeze(1));  // the softmax probability
    const double factor = is_training() ? config().capacity_factor() : config().eval_capacity_factor();
    routing.capacity = ExpertCapacity(input.x.size(0), 1, config().num_experts(), factor);
    routing.drop_order = DropOrder::kPosition;
    return routing;
  }

 private:
  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeSwitchRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  if (config.top_k() != 1) {
    return absl::InvalidArgumentError(absl::StrCat("router.top_k is ", config.top_k(),
                                                   " but the switch router of layer ", shape.layer,
                                                   " chooses one expert a token; set router.top_k to 1"));
  }
  return std::make_shared<SwitchRouter>(config, shape);
}

}  // namespace moebench
