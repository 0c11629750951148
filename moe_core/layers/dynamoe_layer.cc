#include "moe_core/layers/dynamoe_layer.h"

#include <ATen/TensorOperators.h>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/schedules/expert_count_schedule.h"

namespace moebench {
namespace {

MoeLayerConfig WithDefaults(MoeLayerConfig config, int64_t dim) {
  if (!config.router.has_kind()) config.router.set_kind("quantile_gate");
  if (!config.experts.has_kind()) config.experts.set_kind("relu_ffn");
  if (!config.experts.has_hidden_dim()) config.experts.set_hidden_dim(static_cast<int>(dim));
  return config;
}

}  // namespace

DynamoeLayerImpl::DynamoeLayerImpl(MoeLayer moe) : moe_(register_module("moe", std::move(moe))) {}

MoeOutput DynamoeLayerImpl::forward(const RouterInput& input) {
  MoeOutput out = moe_->forward(input);
  out.output = input.x + out.output;
  return out;
}

absl::StatusOr<std::vector<DynamoeLayer>> MakeDynamoeLayers(const MoeLayerConfig& config, const MoeShape& shape,
                                                            const std::vector<int>& experts_by_layer) {
  if (shape.output_dim != 0 && shape.output_dim != shape.dim) {
    return absl::InvalidArgumentError(absl::StrCat("layer ", shape.layer, " adds its input of width ", shape.dim,
                                                   " to an output of width ", shape.output_dim));
  }
  const std::vector<int> top_k = FixedTopK(config.router.top_k(), experts_by_layer);
  MoeLayerConfig layer_config = WithDefaults(config, shape.dim);
  std::vector<DynamoeLayer> layers;
  for (size_t l = 0; l < experts_by_layer.size(); ++l) {
    MoeShape layer_shape = shape;
    layer_shape.layer = absl::StrCat(shape.layer, ".", l);
    layer_shape.layer_index = shape.layer_index + static_cast<int64_t>(l);
    if (experts_by_layer[l] < 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("layer ", layer_shape.layer, " has ", experts_by_layer[l], " experts"));
    }
    layer_config.router.set_num_experts(experts_by_layer[l]);
    layer_config.router.set_top_k(top_k[l]);
    MOE_ASSIGN_OR_RETURN(MoeLayer moe, MakeMoeLayer(layer_config, layer_shape));
    layers.emplace_back(std::move(moe));
  }
  return layers;
}

}  // namespace moebench
