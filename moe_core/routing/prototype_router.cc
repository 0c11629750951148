// ECOLOGY's router: a two-layer ReLU MLP plus the affinity of a sample to each expert's prototype.
//
//   logits_i = mlp(x)_i + s_p cos(x, prototype_i);   p = softmax(logits / T_r);   top-K of p, renormalised over the K.
//
// The prototype term is this project's reading (s_p = 0 gives the paper's MLP alone). During random warm-up logits, and
// so every router loss, stay the router's own.

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <torch/nn/functional/normalization.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <memory>

#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

at::Tensor UnitRows(const at::Tensor& x) {  // [N, D] -> [N, D]
  return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

at::Tensor Affine(const torch::nn::Linear& layer, const at::Tensor& x) {  // in the dtype of x
  return at::linear(x, layer->weight.to(x.scalar_type()), layer->bias.to(x.scalar_type()));
}

class PrototypeRouter : public Router {
 public:
  PrototypeRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        hidden_(register_module("hidden", torch::nn::Linear(shape.dim, config.hidden_dim()))),
        output_(register_module("output", torch::nn::Linear(config.hidden_dim(), config.num_experts()))),
        prototypes_(
            register_parameter("prototypes", at::randn({config.num_experts(), shape.dim}) / std::sqrt(shape.dim))) {}

  int64_t FlopsPerToken() const override {
    const int64_t D = shape().dim, E = config().num_experts(), F = config().hidden_dim();
    return 2 * (D * F + F * E) + (config().prototype_scale() != 0 ? 2 * D * E : 0);
  }

 protected:
  Routing Route(const RouterInput& input) override {
    at::Tensor logits = Affine(output_, at::relu(Affine(hidden_, input.x)));  // [T, E]
    if (config().prototype_scale() != 0) {
      const at::Tensor prototypes = UnitRows(prototypes_.to(input.x.scalar_type()));
      logits = logits + config().prototype_scale() * at::linear(UnitRows(input.x), prototypes);
    }
    Routing routing = TopKOfLogits(logits / input.temperature, config().top_k());
    routing.prototypes = prototypes_;
    return routing;
  }

 private:
  torch::nn::Linear hidden_, output_;
  at::Tensor prototypes_;  // [E, D]
};

}  // namespace

RouterOr MakePrototypeRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<PrototypeRouter>(config, shape);
}

}  // namespace moebench
