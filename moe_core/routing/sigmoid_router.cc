// Sigmoid gating with normalised top-K (DeepSeek-V3 2024): experts are scored independently of each other.
//
//   s = sigmoid(x W^T / temperature),   top-K of s,   weights = s_i / sum of the chosen s
//
// mean_probability averages s normalised over all experts; logits are those before the sigmoid. Parameter: "weight" W
// [E, D].

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/softmax.h>
#include <torch/nn/modules/linear.h>

#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

class SigmoidRouter : public Router {
 public:
  SigmoidRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)) {}

  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    Routing routing = FromLogits(at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature);
    // s / sum s is softmax(log s), which is right where every s underflows too.
    const at::Tensor log_score = at::log_sigmoid(routing.logits);
    routing.mean_probability = at::softmax(log_score, 1).mean(0);
    // The sigmoid is increasing: ranking logits ranks s, and keeps apart what it would round to 1.
    routing.expert = SelectTopK(routing.logits, config().top_k()).index;
    routing.weight = at::softmax(at::gather(log_score, 1, routing.expert), 1);
    return routing;
  }

 private:
  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeSigmoidRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<SigmoidRouter>(config, shape);
}

}  // namespace moebench
