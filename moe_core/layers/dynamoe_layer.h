#ifndef MOEBENCH_MOE_CORE_LAYERS_DYNAMOE_LAYER_H_
#define MOEBENCH_MOE_CORE_LAYERS_DYNAMOE_LAYER_H_

// DYNAMOE's layer (section 3.4), y = x + MoE(x), and the stack of L of them that a schedule of expert counts describes.
//
//   MoeLayerConfig config;  // quantile_gate and relu_ffn unless it says otherwise
//   MOE_ASSIGN_OR_RETURN(const ExpertCounts experts, ScheduledExperts("descending", 4, 1, 8));
//   MOE_ASSIGN_OR_RETURN(const std::vector<DynamoeLayer> layers, MakeDynamoeLayers(config, shape, experts.by_layer));
//
// config.router.set_kind("fixed_gate") makes the comparator, fixed top-K on the same schedule.

#include "moe_core/layers/moe_layer.h"

namespace moebench {

class DynamoeLayerImpl : public torch::nn::Module {
 public:
  explicit DynamoeLayerImpl(MoeLayer moe);

  // x [T, D]. What the inner layer returns, with x added to its output [T, D].
  MoeOutput forward(const RouterInput& input);

  const MoeLayer& moe() const { return moe_; }

 private:
  MoeLayer moe_;  // "moe"
};
TORCH_MODULE(DynamoeLayer);

// Layer l has experts_by_layer[l] experts, top_k at most that many, layer index shape.layer_index + l and the name
// `shape.layer` + "." + l. Where the configuration does not say, the router is quantile_gate and the experts are
// relu_ffn of hidden width D. Errors: those of MakeMoeLayer; InvalidArgument for a layer of fewer than one expert and
// for an output_dim other than D.
absl::StatusOr<std::vector<DynamoeLayer>> MakeDynamoeLayers(const MoeLayerConfig& config, const MoeShape& shape,
                                                            const std::vector<int>& experts_by_layer);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_DYNAMOE_LAYER_H_
