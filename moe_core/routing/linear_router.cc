// The field's usual router, and EQUIFINALITY's baseline: logits = W x / T_r, the K largest, softmax over the chosen. W
// has no bias.

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

class LinearRouter : public Router {
 public:
  LinearRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)) {}

  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    const at::Tensor logits = at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature;
    return TopKOfLogits(logits, config().top_k());
  }

 private:
  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeLinearRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<LinearRouter>(config, shape);
}

}  // namespace moebench
