#ifndef MOEBENCH_MOE_CORE_LAYERS_TOP_K_MOE_H_
#define MOEBENCH_MOE_CORE_LAYERS_TOP_K_MOE_H_

// A Mixture-of-Experts layer: a router decides, a plan moves, a bank of experts computes, and the weighted outputs of
// the chosen experts are added in slot order. ECOLOGY's layer: prototype router over linear classifiers.

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "moe_core/experts/linear_experts.h"
#include "moe_core/routing/prototype_router.h"

namespace moebench {

struct MoeOutput {
  at::Tensor output;  // [T, C], sum_k weight[t, k] expert_{t, k}(x_t)
  Routing routing;
  at::Tensor expert_outputs;  // [T, E, C], every expert on every token; undefined unless asked for
};

class TopKMoeImpl : public torch::nn::Module {
 public:
  TopKMoeImpl(const PrototypeRouterConfig& config, int64_t dim, int64_t output_dim);

  // x [T, D]. With `all_experts` every expert is computed on every token, for losses and metrics that compare experts,
  // and the output is gathered from those; otherwise only chosen experts are computed. Both give the same output up to
  // rounding.
  MoeOutput forward(const RouterInput& input, bool all_experts);

  const at::Tensor& prototypes() const { return router_->prototypes(); }  // [E, D]
  int64_t RouterFlopsPerSample() const { return router_->FlopsPerSample(); }
  int64_t ExpertFlopsPerSample() const { return top_k_ * experts_->FlopsPerAssignment(); }

 private:
  const int64_t top_k_;
  PrototypeRouter router_{nullptr};
  LinearExperts experts_{nullptr};
};
TORCH_MODULE(TopKMoe);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_TOP_K_MOE_H_
