// Expert choice (Zhou et al. 2022, "Mixture-of-Experts with Expert Choice Routing"): experts choose tokens.
//
//   p = softmax over experts of x W^T / temperature;   expert i takes its c = ceil(K T / E) tokens of highest p[t, i],
//
// at most T of them; ties go to the lower token. Every expert has the same load and nothing is dropped, but a token may
// get any number of experts, none included: K is the mean. Slots are [T, Kmax] with Kmax the most experts that a token
// of this batch got (at least 1); combine weights are p[t, i], not renormalised.
//
// Whether an expert takes a token depends on all tokens of the batch, later ones too: a causal model may not use it
// unless config.allow_future_leak. Parameter: "weight" W [E, D].

#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

class ExpertChoiceRouter : public Router {
 public:
  ExpertChoiceRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)) {}

  int64_t FixedSlots() const override { return 0; }
  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    Routing routing = FromLogits(at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature);
    const at::Tensor probability = at::softmax(routing.logits, 1);  // [T, E]
    const at::Tensor taken = TakenTokens(probability.detach());
    const int64_t num_slots = std::max<int64_t>(1, taken.sum(1).max().item<int64_t>());
    // Below every probability, one that underflowed to 0 included.
    const TopK top = SelectTopK(at::where(taken, probability, -1), num_slots);
    const at::Tensor empty = top.value < 0;
    routing.expert = top.index.masked_fill(empty, config().num_experts());
    routing.weight = top.value.masked_fill(empty, 0);
    return routing;
  }

 private:
  at::Tensor TakenTokens(const at::Tensor& probability) const {  // [T, E] -> [T, E] bool
    const int64_t T = probability.size(0), E = probability.size(1), K = config().top_k();
    const int64_t capacity = std::min(T, (K * T + E - 1) / E);
    const at::Tensor token = SelectTopK(probability.t(), capacity).index;  // [E, c]
    return at::zeros({E, T}, probability.options().dtype(at::kBool)).scatter_(1, token, true).t();
  }

  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeExpertChoiceRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  if (shape.causal && !config.allow_future_leak()) {
    return absl::InvalidArgumentError(
        absl::StrCat("router.kind is \"expert_choice\" but layer ", shape.layer,
                     " is causal: which tokens an expert takes depends on later tokens. Choose another router, or set "
                     "router.allow_future_leak to accept that"));
  }
  return std::make_shared<ExpertChoiceRouter>(config, shape);
}

}  // namespace moebench
