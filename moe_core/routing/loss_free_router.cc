// Loss-free balancing (Wang et al. 2024, "Auxiliary-Loss-Free Load Balancing Strategy for Mixture-of-Experts"): a bias
// an expert, moved against its load, in place of a loss.
//
//   s = sigmoid(x W^T / temperature),   chosen = top-K of s_i + b_i,   weights = s_i / sum of the chosen s
//   after each step   b_i <- b_i + gamma sign(mean load - load_i)
//
// The bias selects and nothing else: weights and gradients do not see it. Scores are sigmoids as in the paper's own
// models; normalising the chosen ones is DeepSeek-V3's. Parameter: "weight" W [E, D]; buffer: "bias" b [E], which
// starts at 0. Routing::observation is the batch's load [E], its assignments by expert, in training alone.
//
// mean_probability averages s normalised over all experts; logits are those before the sigmoid.

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/modules/linear.h>

#include <limits>

#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

class LossFreeRouter : public Router {
 public:
  LossFreeRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)),
        bias_(register_buffer("bias", at::zeros({config.num_experts()}))) {}

  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

  void Update(const at::Tensor& load) override {
    if (!load.defined()) return;  // a batch without tokens
    TORCH_CHECK(load.sizes() == bias_.sizes(), "router of layer ", shape().layer, " learns from a load [",
                bias_.size(0), "], got ", load.sizes());
    const at::Tensor exact = load.to(at::kDouble);
    at::NoGradGuard no_grad;
    bias_.add_(at::sign(exact.mean() - exact).to(bias_.scalar_type()), config().bias_update_rate());
  }

 protected:
  Routing Route(const RouterInput& input) override {
    const int64_t E = config().num_experts();
    Routing routing = FromLogits(at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature);
    // s / sum s is softmax(log s), which is right where every s underflows too.
    const at::Tensor log_score = at::log_sigmoid(routing.logits);
    routing.mean_probability = at::softmax(log_score, 1).mean(0);
    routing.expert = ChosenExperts(routing.logits.detach());
    routing.weight = at::softmax(at::gather(log_score, 1, routing.expert), 1);
    if (is_training()) routing.observation = at::bincount(routing.expert.flatten(), {}, E).to(input.x.scalar_type());
    return routing;
  }

 private:
  // The K of largest s + b, ordered by s, which orders the weights.
  at::Tensor ChosenExperts(const at::Tensor& logits) const {  // [T, E] -> [T, K]
    const at::Tensor biased = at::sigmoid(logits) + bias_.to(logits.scalar_type());
    const at::Tensor chosen = SelectTopK(biased, config().top_k()).index;
    const at::Tensor others_out = at::full_like(logits, -std::numeric_limits<double>::infinity())
                                      .scatter_(1, chosen, at::gather(logits, 1, chosen));
    return SelectTopK(others_out, config().top_k()).index;
  }

  at::Tensor weight_;  // [E, D]
  at::Tensor bias_;    // [E]
};

}  // namespace

RouterOr MakeLossFreeRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<LossFreeRouter>(config, shape);
}

}  // namespace moebench
