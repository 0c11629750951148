// The dense MLP as a router: one expert, every token, weight 1. It makes a dense layer a row of the same tables, with
// the same dispatch, losses and metrics; logits are 0, and there are no parameters.

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

class DenseRouter : public Router {
 public:
  using Router::Router;

  int64_t FlopsPerToken() const override { return 0; }

 protected:
  Routing Route(const RouterInput& input) override {
    const int64_t T = input.x.size(0);
    Routing routing = FromLogits(at::zeros({T, 1}, input.x.options()));
    routing.expert = at::zeros({T, 1}, input.x.options().dtype(at::kLong));
    routing.weight = at::ones({T, 1}, input.x.options());
    return routing;
  }
};

}  // namespace

RouterOr MakeDenseRouter(const RouterConfig& config, const RouterShape& shape) {
  if (config.num_experts() != 1) {
    return absl::InvalidArgumentError(absl::StrCat("router.kind is \"dense\" but layer ", shape.layer,
                                                   " has router.num_experts ", config.num_experts(),
                                                   "; set router.num_experts and router.top_k to 1"));
  }
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  return std::make_shared<DenseRouter>(config, shape);
}

}  // namespace moebench
