#ifndef MOEBENCH_MOE_CORE_LAYERS_MOE_LAYER_H_
#define MOEBENCH_MOE_CORE_LAYERS_MOE_LAYER_H_

// A Mixture-of-Experts layer: a router decides, a plan moves, a bank of experts computes, and the weighted outputs of
// the chosen experts are added in slot order. Any router, any experts.
//
//   MoeLayerConfig config;
//   config.router.set_kind("cosine");
//   config.experts.set_kind("rank");
//   MOE_ASSIGN_OR_RETURN(MoeLayer layer, MakeMoeLayer(config, {/*dim=*/1024}));
//   RouterInput input;
//   input.x = x;  // [T, D]
//   const MoeOutput out = layer->forward(input);

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/experts/expert_bank.h"
#include "moe_core/losses/loss_terms.h"
#include "moe_core/routing/router.h"
#include "stats/records/run_record.pb.h"

namespace moebench {

struct MoeLayerConfig {
  RouterConfig router;
  ExpertConfig experts;
  RouterLossConfig losses;
};

struct MoeShape {
  int64_t dim = 0;            // D
  int64_t output_dim = 0;     // 0: D
  std::string layer = "moe";  // named in errors
  int64_t layer_index = 0;
  int64_t num_hops = 1;  // H, of a multi-hop layer
  bool causal = false;   // tokens of a sequence must not depend on later ones
};

struct MoeOutput {
  at::Tensor output;  // [T, output_dim], sum_k weight[t, k] expert_{t, k}(x_t)
  Routing routing;
  DispatchPlan plan;          // num_experts 0 where all experts were computed and none has a capacity: none is needed
  at::Tensor expert_outputs;  // [T, E, output_dim], every expert on every token; undefined unless asked for
  LossTerms losses;           // of MoeLayerConfig::losses
};

class MoeLayerImpl : public torch::nn::Module {
 public:
  MoeLayerImpl(const MoeLayerConfig& config, std::shared_ptr<Router> router, std::shared_ptr<ExpertBank> experts);

  // x [T, D]. With `all_experts` every expert is computed on every token, for losses and metrics that compare experts,
  // and the output is gathered from those; otherwise only chosen experts are computed. Both give the same output up to
  // rounding, drops included.
  MoeOutput forward(const RouterInput& input, bool all_experts = false);

  const std::shared_ptr<Router>& router() const { return router_; }
  const std::shared_ptr<ExpertBank>& experts() const { return experts_; }

 private:
  const MoeLayerConfig config_;
  std::shared_ptr<Router> router_;       // "router"
  std::shared_ptr<ExpertBank> experts_;  // "experts"
};
TORCH_MODULE(MoeLayer);

// Errors: those of MakeRouter and MakeExperts, and InvalidArgument for a composition over slots that are not a fixed
// multiple of 4.
absl::StatusOr<MoeLayer> MakeMoeLayer(const MoeLayerConfig& config, const MoeShape& shape);

// The two checks and parts that other layers (multi-hop) share with this one.
absl::StatusOr<std::shared_ptr<Router>> MakeLayerRouter(const MoeLayerConfig& config, const MoeShape& shape);
absl::StatusOr<std::shared_ptr<ExpertBank>> MakeLayerExperts(const MoeLayerConfig& config, const MoeShape& shape,
                                                             const Router& router);

// Parameters, active parameters and forward FLOPs a token of the parts "router" and "experts". `hops` scorings and
// dispatches a token. `mean_slots` is the experts of a token where it was measured; 0 is
// router.ExpectedSlots().
std::vector<stats::PartCost> MoeCost(const Router& router, const ExpertBank& experts, int64_t hops = 1,
                                     double mean_slots = 0);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_MOE_LAYER_H_
