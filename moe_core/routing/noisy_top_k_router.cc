// Noisy top-K gating (Shazeer et al., "Outrageously large neural networks", 2017, equations 3 to 5):
//
//   H_i = (x W_g)_i + n_i (softplus((x W_noise)_i) + epsilon),  n_i standard normal;  softmax over the K largest H_i
//
// without noise in evaluation. Logits, and what is computed from them, are the clean ones (x W_g) / T_r; the
// temperature divides the noise too, so that it cannot change the selection. Both matrices start at zero, as in the
// paper's appendix A: every expert is then equally likely in training, while evaluation sends all to the first K (ties
// go to the lower index). epsilon, which keeps the load loss finite, is this project's.

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/zeros.h>

#include <memory>

#include "base/status_macros.h"
#include "moe_core/routing/normal_draws.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

constexpr uint64_t kGateNoise = 0x6e;
constexpr double kNoiseEpsilon = 1e-2;

class NoisyTopKRouter : public Router {
 public:
  NoisyTopKRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter("weight", at::zeros({config.num_experts(), shape.dim}))),
        noise_weight_(register_parameter("noise_weight", at::zeros({config.num_experts(), shape.dim}))) {}

  // Evaluation; training scores the noise as well.
  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    const at::Tensor logits = at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature;
    return is_training() ? Noisy(input, logits) : TopKOfLogits(logits, config().top_k());
  }

 private:
  Routing Noisy(const RouterInput& input, const at::Tensor& logits) const {
    const at::Tensor raw = at::linear(input.x, noise_weight_.to(input.x.scalar_type()));
    const at::Tensor noise =
        NormalDraws(logits.size(0), logits.size(1), DrawKey(input, kGateNoise)).to(logits.options());
    Routing routing = FromLogits(logits);
    routing.noise_stddev = (at::softplus(raw) + kNoiseEpsilon) / input.temperature;
    routing.noisy_logits = logits + noise * routing.noise_stddev;
    CheckFinite(routing.noisy_logits);
    const TopK top = SelectTopK(routing.noisy_logits, config().top_k());
    routing.expert = top.index;
    routing.weight = at::softmax(top.value, 1);
    return routing;
  }

  at::Tensor weight_;        // [E, D], W_g
  at::Tensor noise_weight_;  // [E, D], W_noise
};

}  // namespace

RouterOr MakeNoisyTopKRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<NoisyTopKRouter>(config, shape);
}

}  // namespace moebench
