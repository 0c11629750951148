#ifndef MOEBENCH_MOE_CORE_LAYERS_MULTI_HOP_MOE_H_
#define MOEBENCH_MOE_CORE_LAYERS_MULTI_HOP_MOE_H_

// EQUIFINALITY's multi-hop cosine layer. With s_0 = x, for each hop h = 1..H:
//
//   z_h = the routing position (semantic: of s_{h-1}; kinematic and position-only: carried from the hop before)
//   Delta_h = sum_i w_i E_i(s_{h-1}),   s_h = s_{h-1} + Delta_h
//
// and the output is s_H - s_0, times a learned scalar in the magnitude variant. Experts are shared by all hops unless
// per_hop_pools. In evaluation, relative-norm halting stops a token after hop h when ||Delta_h|| / ||s_{h-1}|| <
// epsilon; stopped tokens are left out of later hops, so that their time is saved, not only counted.
//
// Layers of different H make the asymmetric variant. Any router can be the inner one.

#include "moe_core/layers/moe_layer.h"

namespace moebench {

// Switches of evaluation that change no weight: an analysis sets them for a while.
struct HopOptions {
  int64_t num_hops = 0;         // this many of the layer's hops (hop curriculum, pruning); 0 is all of them
  double halting_epsilon = 0;   // 0 never halts; read in evaluation only
  bool frozen_routing = false;  // every hop uses the experts and weights of the first
  bool keep_updates = false;    // fill MultiHopOutput::updates
};

struct MultiHopOutput {
  at::Tensor output;                // [T, D]
  std::vector<Routing> routing;     // one a hop that any token took; of the tokens still active, in token order
  std::vector<at::Tensor> active;   // one a hop: [A] int64, the tokens that took it; undefined where all did
  at::Tensor hops_taken;            // [T] int64
  std::vector<at::Tensor> updates;  // one a hop, Delta_h [A, D]; empty unless kept
  LossTerms losses;                 // summed over hops
};

class MultiHopMoeImpl : public torch::nn::Module {
 public:
  MultiHopMoeImpl(const MoeLayerConfig& config, const MultiHopConfig& hops, std::shared_ptr<Router> router,
                  std::shared_ptr<ExpertBank> experts);

  MultiHopOutput forward(const RouterInput& input, const HopOptions& options = {});

  int64_t num_hops() const { return hops_.num_hops(); }
  const std::shared_ptr<Router>& router() const { return router_; }
  const std::shared_ptr<ExpertBank>& experts() const { return experts_; }

 private:
  const MoeLayerConfig config_;
  const MultiHopConfig hops_;
  std::shared_ptr<Router> router_;       // "router"
  std::shared_ptr<ExpertBank> experts_;  // "experts"
  at::Tensor magnitude_;                 // scalar parameter "magnitude"; undefined unless learned_magnitude
};
TORCH_MODULE(MultiHopMoe);

// shape.num_hops is taken from `hops`.
absl::StatusOr<MultiHopMoe> MakeMultiHopMoe(const MoeLayerConfig& config, const MultiHopConfig& hops, MoeShape shape);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_MULTI_HOP_MOE_H_
