#include "moe_core/routing/prototype_router.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <torch/nn/functional/normalization.h>

#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

at::Tensor UnitRows(const at::Tensor& x) {  // [N, D] -> [N, D]
  return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

}  // namespace

PrototypeRouterImpl::PrototypeRouterImpl(const PrototypeRouterConfig& config, int64_t dim)
    : config_(config), hidden_(dim, config.hidden_dim()), output_(config.hidden_dim(), config.num_experts()) {
  TORCH_CHECK(config.top_k() <= config.num_experts(), "router.top_k is ", config.top_k(), " but router.num_experts is ",
              config.num_experts());
  register_module("hidden", hidden_);
  register_module("output", output_);
  prototypes_ = register_parameter("prototypes", at::randn({config.num_experts(), dim}) / std::sqrt(dim));
}

Routing PrototypeRouterImpl::forward(const RouterInput& input) {
  TORCH_CHECK(input.temperature > 0, "routing temperature is ", input.temperature, "; it must be positive");
  const int64_t E = config_.num_experts(), K = config_.top_k();
  const at::Tensor x = input.x.to(at::kFloat);        // [T, D]
  at::Tensor logits = output_(at::relu(hidden_(x)));  // [T, E]
  if (config_.prototype_scale() != 0) {
    logits = logits + config_.prototype_scale() * at::linear(UnitRows(x), UnitRows(prototypes_));
  }
  logits = logits / input.temperature;

  Routing routing;
  routing.num_experts = E;
  routing.logits = logits;
  routing.log_normalizer = at::logsumexp(logits, {1});
  routing.mean_probability = at::softmax(logits, 1).mean(0);
  if (input.random_dispatch) {
    routing.expert = RandomDistinctExperts(x.size(0), E, K, input.key).to(x.device());
    routing.weight = at::full({x.size(0), K}, 1.0 / K, x.options());
  } else {
    TopK top = SelectTopK(logits, K);
    routing.expert = top.index;
    // softmax over the chosen logits equals the chosen probabilities renormalised.
    routing.weight = at::softmax(top.value, 1);
  }
  return routing;
}

int64_t PrototypeRouterImpl::FlopsPerSample() const {
  const int64_t D = prototypes_.size(1), E = config_.num_experts(), F = config_.hidden_dim();
  return 2 * (D * F + F * E) + (config_.prototype_scale() != 0 ? 2 * D * E : 0);
}

}  // namespace moebench
