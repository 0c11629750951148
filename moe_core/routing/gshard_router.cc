// GShard's top-2 gating (Lepikhin et al., "GShard", 2020, algorithm 1): the two largest probabilities, renormalised
// over the two to g1 and g2. In training the second expert is used with probability min(1, 2 g2); otherwise its slot is
// empty, and the first keeps its weight g1. Evaluation always uses both: this project's choice, as the paper describes
// training. An expert takes ceil(factor 2 T / E) assignments, every token's first before any second.

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "moe_core/routing/expert_capacity.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

constexpr uint64_t kSecondChoice = 0x32;

at::Tensor UniformDraws(int64_t num_rows, uint64_t key) {  // [num_rows] float64 on the CPU
  at::Tensor draws = at::empty({num_rows}, at::kDouble);
  double* out = draws.data_ptr<double>();
  for (int64_t row = 0; row < num_rows; ++row) out[row] = CounterRandom(key, row).Uniform();
  return draws;
}

class GshardRouter : public Router {
 public:
  GshardRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape),
        weight_(register_parameter(
            "weight",
            torch::nn::Linear(torch::nn::LinearOptions(shape.dim, config.num_experts()).bias(false))->weight)) {}

  int64_t FixedSlots() const override { return 0; }
  int64_t EvaluationSlots() const override { return 2; }
  int64_t FlopsPerToken() const override { return 2 * weight_.numel(); }

 protected:
  Routing Route(const RouterInput& input) override {
    Routing routing = TopKOfLogits(at::linear(input.x, weight_.to(input.x.scalar_type())) / input.temperature, /*k=*/2);
    if (is_training()) DropSecondChoices(UniformDraws(input.x.size(0), DrawKey(input, kSecondChoice)), routing);
    const double factor = is_training() ? config().capacity_factor() : config().eval_capacity_factor();
    routing.capacity = ExpertCapacity(input.x.size(0), 2, config().num_experts(), factor);
    routing.drop_order = DropOrder::kChoice;
    return routing;
  }

 private:
  // Empties the second slot of the tokens whose draw is at least 2 g2. g2 is at most 1/2, so the minimum with 1 is
  // implied.
  static void DropSecondChoices(const at::Tensor& draws, Routing& routing) {
    const at::Tensor second = routing.weight.detach().select(1, 1).to(at::kDouble);
    const at::Tensor keep = draws.to(second.device()) < 2 * second;
    const at::Tensor used = at::stack({at::ones_like(keep), keep}, 1);  // [T, 2]
    routing.expert = at::where(used, routing.expert, routing.num_experts);
    routing.weight = at::where(used, routing.weight, 0);
  }

  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeGshardRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  if (config.top_k() != 2) {
    return absl::InvalidArgumentError(absl::StrCat("router.top_k is ", config.top_k(),
                                                   " but the gshard router of layer ", shape.layer,
                                                   " chooses two experts a token; set router.top_k to 2"));
  }
  return std::make_shared<GshardRouter>(config, shape);
}

}  // namespace moebench
