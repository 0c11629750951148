// EQUIFINALITY's hash router: a token's experts are a fixed hash of its position in the sequence and of the layer, with
// equal weights (K and the weights are this project's). Nothing is learned and the features are not read: there are no
// logits, and mean_probability is the batch's share of assignments.
//
// K distinct experts come from a shuffle keyed by the layer with the position as its stream, so that they stay the same
// through training, whatever RouterInput::key. Weights are equal, so slots are in the order of the experts.

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/sort.h>

#include "base/counter_random.h"
#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

constexpr uint64_t kHashKey = 0x68617368;

class HashRouter : public Router {
 public:
  using Router::Router;

  int64_t FlopsPerToken() const override { return 0; }

 protected:
  Routing Route(const RouterInput& input) override {
    const int64_t T = input.x.size(0), E = config().num_experts(), K = config().top_k();
    Routing routing;
    routing.num_experts = E;
    routing.expert = ExpertsOf(input.position, T).to(input.x.device());
    routing.weight = at::full({T, K}, 1.0 / K, input.x.options());
    routing.mean_probability = at::bincount(routing.expert.flatten(), {}, E).to(input.x.scalar_type()) / (T * K);
    return routing;
  }

 private:
  at::Tensor ExpertsOf(const at::Tensor& position, int64_t num_tokens) const {  // [T] -> [T, K]
    TORCH_CHECK(position.defined(), "router of layer ", shape().layer,
                " hashes positions: RouterInput::position is undefined");
    TORCH_CHECK(position.dim() == 1 && position.size(0) == num_tokens && position.scalar_type() == at::kLong,
                "router of layer ", shape().layer, " needs RouterInput::position [", num_tokens, "] of int64, got ",
                position.sizes(), " of ", position.scalar_type());
    const at::Tensor row = position.cpu();
    TORCH_CHECK(row.min().item<int64_t>() >= 0, "router of layer ", shape().layer,
                ": RouterInput::position has a negative value, ", row.min().item<int64_t>());
    const uint64_t key = MixSeed(kHashKey, shape().layer_index);
    const at::Tensor set =
        RandomDistinctExperts(row.max().item<int64_t>() + 1, config().num_experts(), config().top_k(), key);
    return at::index_select(std::get<0>(at::sort(set, /*dim=*/1)), 0, row);
  }
};

}  // namespace

RouterOr MakeHashRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<HashRouter>(config, shape);
}

}  // namespace moebench
