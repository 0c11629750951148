#include "moe_core/layers/dynamoe_layer.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/schedules/expert_count_schedule.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr int64_t kDim = 6;

MoeShape Shape() {
  MoeShape shape;
  shape.dim = kDim;
  shape.layer = "blocks";
  shape.layer_index = 10;
  return shape;
}

std::vector<DynamoeLayer> Layers(const std::string& router, const std::vector<int>& experts) {
  MoeLayerConfig config;
  if (!router.empty()) config.router.set_kind(router);
  return MakeDynamoeLayers(config, Shape(), experts).value();
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  input.key = 3;
  return input;
}

at::Tensor Through(std::vector<DynamoeLayer>& layers, at::Tensor x) {
  for (DynamoeLayer& layer : layers) x = layer->forward(Input(x)).output;
  return x;
}

TEST(DynamoeLayer, AddsTheWeightedExpertsToItsInput) {
  torch::manual_seed(1);
  std::vector<DynamoeLayer> layers = Layers("", {5});
  DynamoeLayer& layer = layers[0];
  const at::Tensor x = torch::randn({9, kDim});
  const MoeOutput out = layer->forward(Input(x));
  auto parameter = layer->named_parameters();
  for (int64_t t = 0; t < 9; ++t) {
    at::Tensor expected = x[t].clone();
    for (int64_t k = 0; k < out.routing.expert.size(1); ++k) {
      const int64_t i = out.routing.expert[t][k].item<int64_t>();
      if (i == 5) continue;
      const at::Tensor hidden =
          torch::relu(parameter["moe.experts.w_in"][i].matmul(x[t]) + parameter["moe.experts.b_in"][i]);
      const at::Tensor y = parameter["moe.experts.w_out"][i].matmul(hidden) + parameter["moe.experts.b_out"][i];
      expected += out.routing.weight[t][k] * y;
    }
    EXPECT_TRUE(torch::allclose(out.output[t], expected, 1e-5, 1e-5)) << t;
  }
}

TEST(DynamoeLayer, TheStackFollowsTheSchedule) {
  const ExpertCounts counts = ScheduledExperts("descending", 4, 1, 8).value();
  const std::vector<DynamoeLayer> layers = Layers("", counts.by_layer);
  std::vector<int64_t> experts, top_k, index;
  std::vector<std::string> names;
  for (const DynamoeLayer& layer : layers) {
    const Router& router = *layer->moe()->router();
    EXPECT_EQ(router.config().kind(), "quantile_gate");
    EXPECT_EQ(layer->moe()->experts()->config().kind(), "relu_ffn");
    EXPECT_EQ(layer->moe()->experts()->config().hidden_dim(), kDim);
    experts.push_back(layer->moe()->experts()->shape().num_experts);
    top_k.push_back(router.config().top_k());
    index.push_back(router.shape().layer_index);
    names.push_back(router.shape().layer);
  }
  EXPECT_THAT(experts, ElementsAre(8, 6, 3, 1));
  EXPECT_THAT(top_k, ElementsAre(2, 2, 2, 1));
  EXPECT_THAT(index, ElementsAre(10, 11, 12, 13));
  EXPECT_THAT(names, ElementsAre("blocks.0", "blocks.1", "blocks.2", "blocks.3"));
}

TEST(DynamoeLayer, FixedTopKOnTheSameSchedule) {
  std::vector<DynamoeLayer> layers = Layers("fixed_gate", {8, 6, 3, 1});
  torch::manual_seed(2);
  at::Tensor x = torch::randn({7, kDim});
  std::vector<int64_t> slots;
  for (DynamoeLayer& layer : layers) {
    const MoeOutput out = layer->forward(Input(x));
    slots.push_back(out.routing.expert.size(1));
    EXPECT_TRUE((out.routing.expert < out.routing.num_experts).all().item<bool>());
    x = out.output;
  }
  EXPECT_THAT(slots, ElementsAre(2, 2, 2, 1));
}

TEST(DynamoeLayer, NamesOfParametersAndBuffers) {
  std::vector<DynamoeLayer> layers = Layers("", {4});
  EXPECT_THAT(layers[0]->named_parameters().keys(),
              UnorderedElementsAre("moe.router.weight", "moe.experts.w_in", "moe.experts.b_in", "moe.experts.w_out",
                                   "moe.experts.b_out"));
  EXPECT_THAT(layers[0]->named_buffers().keys(), UnorderedElementsAre("moe.router.threshold", "moe.router.batches"));
}

// d/dx through two layers, gates, weights and experts; no gate is within a step of the threshold.
TEST(DynamoeLayer, NumericJacobian) {
  torch::manual_seed(3);
  for (const std::string router : {"quantile_gate", "fixed_gate"}) {
    std::vector<DynamoeLayer> layers = Layers(router, {5, 3});
    const at::Tensor direction = torch::randn({4, kDim}, torch::kDouble);
    auto loss = [&](const at::Tensor& x) { return (Through(layers, x) * direction).sum(); };
    EXPECT_LT(GradientError(loss, torch::randn({4, kDim}, torch::kDouble)), 1e-6) << router;
  }
}

TEST(DynamoeLayer, NoTokensAndManyDtypes) {
  torch::manual_seed(4);
  std::vector<DynamoeLayer> layers = Layers("", {5, 1});
  EXPECT_EQ(Through(layers, torch::zeros({0, kDim})).sizes(), (at::IntArrayRef{0, kDim}));
  EXPECT_EQ(Through(layers, torch::ones({3, kDim}, torch::kBFloat16)).scalar_type(), torch::kBFloat16);
}

TEST(DynamoeLayer, RefusesWhatHasNoMeaning) {
  MoeLayerConfig config;
  EXPECT_THAT(MakeDynamoeLayers(config, Shape(), {4, 0}).status().message(), HasSubstr("layer blocks.1 has 0 experts"));
  MoeShape wide = Shape();
  wide.output_dim = 10;
  EXPECT_THAT(MakeDynamoeLayers(config, wide, {4}).status().message(), HasSubstr("width 6 to an output of width 10"));
  config.router.set_kind("quantile_gat");
  EXPECT_THAT(MakeDynamoeLayers(config, Shape(), {4}).status().message(), HasSubstr("did you mean \"quantile_gate\""));
  config.router.set_kind("quantile_gate");
  config.experts.set_composition("cross_gated");
  EXPECT_THAT(MakeDynamoeLayers(config, Shape(), {4}).status().message(), HasSubstr("varies"));
}

}  // namespace
}  // namespace moebench
