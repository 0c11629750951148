// DYNAMOE's comparator, fixed top-K (the paper's top-2) with the gate, noise, temperature and weighting of its quantile
// routing: the K experts of largest gate, ties to the lower index, weighted by softmax over them of g / T. T is
// router.gate_temperature times RouterInput::temperature. Where layers hold different numbers of experts, K of a layer
// is min(top_k, N_l).

#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>

#include "base/status_macros.h"
#include "moe_core/routing/dynamoe_gate.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

constexpr uint64_t kNoiseDraws = 0x6761;

class FixedGateRouter : public Router {
 public:
  FixedGateRouter(const RouterConfig& config, const RouterShape& shape) : Router(config, shape) {
    weight_ = register_parameter("weight", NewGateWeight(config.num_experts(), shape.dim));
  }

  int64_t FlopsPerToken() const override { return 2 * shape().dim * config().num_experts(); }

 protected:
  Routing Route(const RouterInput& input) override {
    const double temperature = config().gate_temperature() * input.temperature;
    const double noise_stddev = is_training() ? config().gate_noise() : 0;
    const DynamoeGates gates = ScoreGates(input.x, weight_, noise_stddev, DrawKey(input, kNoiseDraws));
    Routing routing = FromLogits(gates.clean / temperature);
    const TopK top = SelectTopK(gates.noisy, config().top_k());
    routing.expert = top.index;
    routing.weight = at::softmax(top.value / temperature, 1);
    return routing;
  }

 private:
  at::Tensor weight_;  // [E, D]
};

}  // namespace

RouterOr MakeFixedGateRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<FixedGateRouter>(config, shape);
}

}  // namespace moebench
