// DYNAMOE's routing (equations 1 to 7): a token takes every expert whose gate reaches a threshold q, the tau-quantile
// (router.quantile) of gates, and in any case its arg-max; weights are the softmax over its experts of g / T, with T
// router.gate_temperature times RouterInput::temperature (1 unless a schedule says otherwise). In training the gates
// that select and weigh carry Gaussian noise of standard deviation router.gate_noise.
//
// router.quantile_scope says whose gates q is a quantile of:
//
//   token   the token's own N gates, as the paper's text has it. Distinct gates then select N - ceil(tau (N - 1))
//   experts
//           for every token whatever the input (3, 2, 1, 1 of 8, 6, 3, 1 at tau = .7): the count is not dynamic, and
//           the gain in routing patterns of the paper's Theorem 1 is empty. Equal gates may select more.
//   layer   all T N gates of the batch: our departure from the text and the default, for only so does the count vary
//           with the token. Independent gates select N (1 - tau) + tau^N on average (2.46, 1.92, 1.24, 1.00).
//
// At layer scope a token's experts in training depend on its batch. In evaluation they must not, so q is then a running
// estimate: the exponential moving average, momentum router.quantile_momentum, of the quantiles of the noise-free gates
// of training batches, started from the first (buffers "threshold" and "batches"). Until a first batch was learned
// from, evaluation uses token scope, the one that needs no other token.
//
// Slots are as many as the busiest token of the batch has experts.

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "moe_core/metrics/expected_flops.h"
#include "moe_core/routing/dynamoe_gate.h"
#include "moe_core/routing/gate_quantile.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

constexpr uint64_t kNoiseDraws = 0x6761;

class QuantileGateRouter : public Router {
 public:
  QuantileGateRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape), layer_scope_(config.quantile_scope() == "layer") {
    weight_ = register_parameter("weight", NewGateWeight(config.num_experts(), shape.dim));
    threshold_ = register_buffer("threshold", at::zeros({}, at::kDouble));
    batches_ = register_buffer("batches", at::zeros({}, at::kLong));
  }

  void Update(const at::Tensor& observation) override {
    if (!observation.defined()) return;  // token scope, or a batch without tokens
    const c10::AutoGradMode no_grad(false);
    const double momentum = config().quantile_momentum();
    const at::Tensor observed = observation.to(threshold_.options());
    threshold_.copy_(at::where(batches_ == 0, observed, momentum * threshold_ + (1 - momentum) * observed));
    batches_.add_(1);
  }

  int64_t FixedSlots() const override { return 0; }
  double ExpectedSlots() const override {
    return config().quantile_scope() == "token"
               ? static_cast<double>(TokenScopeExperts(config().num_experts(), config().quantile()))
               : LayerScopeExperts(config().num_experts(), config().quantile());
  }
  int64_t FlopsPerToken() const override { return 2 * shape().dim * config().num_experts(); }

 protected:
  Routing Route(const RouterInput& input) override {
    const double temperature = config().gate_temperature() * input.temperature;
    const double noise_stddev = is_training() ? config().gate_noise() : 0;
    const DynamoeGates gates = ScoreGates(input.x, weight_, noise_stddev, DrawKey(input, kNoiseDraws));
    Routing routing = FromLogits(gates.clean / temperature);
    Select(gates.noisy, temperature, routing);
    if (layer_scope_ && is_training()) {
      routing.observation = InterpolatedQuantile(gates.clean, config().quantile());
    }
    return routing;
  }

 private:
  // Fills the slots of `routing`. In each row of the sorted gates those that reach the threshold come first.
  void Select(const at::Tensor& gates, double temperature, Routing& routing) const {
    const int64_t N = config().num_experts();
    const TopK sorted = SelectTopK(gates, N);
    const at::Tensor reaches = sorted.value.detach() >= Threshold(sorted.value.detach());
    const at::Tensor count = reaches.sum(1, /*keepdim=*/true).clamp_min(1);  // [T, 1]
    const int64_t num_slots = count.max().item<int64_t>();
    const at::Tensor empty = at::arange(num_slots, count.options()) >= count;  // [T, num_slots]
    routing.expert = sorted.index.narrow(1, 0, num_slots).masked_fill(empty, N);
    const at::Tensor logits = sorted.value.narrow(1, 0, num_slots) / temperature;
    routing.weight = at::softmax(logits.masked_fill(empty, -std::numeric_limits<double>::infinity()), 1);
  }

  // What a gate must reach, broadcastable to `sorted` [T, N], the gates of each token in descending order.
  at::Tensor Threshold(const at::Tensor& sorted) const {
    if (layer_scope_ && is_training()) return SelectionThreshold(sorted, config().quantile());
    const int64_t N = config().num_experts();
    const int64_t rank = PositionOfQuantile(config().quantile(), N).SelectedRank();
    const at::Tensor of_token = sorted.narrow(1, N - 1 - rank, 1);  // [T, 1]
    if (!layer_scope_) return of_token;
    return at::where(batches_ == 0, of_token, threshold_.to(sorted.options()));
  }

  const bool layer_scope_;
  at::Tensor weight_;     // [E, D]
  at::Tensor threshold_;  // scalar float64, the running quantile
  at::Tensor batches_;    // scalar int64, how many it has seen
};

}  // namespace

RouterOr MakeQuantileGateRouter(const RouterConfig& config, const RouterShape& shape) {
  if (config.quantile_scope() != "layer" && config.quantile_scope() != "token") {
    return absl::InvalidArgumentError(
        absl::StrCat("router.quantile_scope is \"", config.quantile_scope(), "\"; it must be \"layer\" or \"token\""));
  }
  RouterConfig own = config;
  // Read by the random warm-up alone, which fills this many slots.
  own.set_top_k(std::min(config.top_k(), config.num_experts()));
  return std::make_shared<QuantileGateRouter>(own, shape);
}

}  // namespace moebench
