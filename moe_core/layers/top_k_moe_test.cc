#include "moe_core/layers/top_k_moe.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

PrototypeRouterConfig Config() {
  PrototypeRouterConfig config;
  config.set_num_experts(5);
  config.set_top_k(2);
  config.set_hidden_dim(6);
  return config;
}

RouterInput Input(int64_t num_rows) {
  RouterInput input;
  input.x = torch::randn({num_rows, 8});
  input.temperature = 2;
  return input;
}

TEST(TopKMoe, EqualsAPlainPerTokenLoop) {
  torch::manual_seed(4);
  TopKMoe layer(Config(), 8, 3);
  const RouterInput input = Input(11);
  const MoeOutput all = layer->forward(input, /*all_experts=*/true);
  const MoeOutput chosen = layer->forward(input, /*all_experts=*/false);
  const auto parameters = layer->named_parameters();
  for (int64_t t = 0; t < 11; ++t) {
    at::Tensor expected = torch::zeros({3});
    for (int64_t k = 0; k < 2; ++k) {
      const int64_t i = all.routing.expert[t][k].item<int64_t>();
      const at::Tensor y = torch::matmul(parameters["experts.weight"][i], input.x[t]) + parameters["experts.bias"][i];
      expected += all.routing.weight[t][k] * y;
    }
    EXPECT_TRUE(torch::allclose(all.output[t], expected, 1e-5, 1e-5)) << t;
    EXPECT_TRUE(torch::allclose(chosen.output[t], expected, 1e-5, 1e-5)) << t;
  }
  EXPECT_EQ(all.expert_outputs.sizes(), at::IntArrayRef({11, 5, 3}));
  EXPECT_FALSE(chosen.expert_outputs.defined());
}

TEST(TopKMoe, BothPathsGiveTheSameGradients) {
  torch::manual_seed(5);
  TopKMoe layer(Config(), 8, 3);
  const RouterInput input = Input(40);
  std::vector<at::Tensor> gradients[2];
  for (bool all_experts : {false, true}) {
    layer->zero_grad();
    layer->forward(input, all_experts).output.square().sum().backward();
    for (const at::Tensor& parameter : layer->parameters()) gradients[all_experts].push_back(parameter.grad().clone());
  }
  for (size_t i = 0; i < gradients[0].size(); ++i) {
    EXPECT_TRUE(torch::allclose(gradients[0][i], gradients[1][i], 1e-3, 1e-4)) << i;
  }
}

TEST(TopKMoe, OneTokenAndNone) {
  TopKMoe layer(Config(), 8, 3);
  EXPECT_EQ(layer->forward(Input(1), false).output.sizes(), at::IntArrayRef({1, 3}));
  EXPECT_EQ(layer->forward(Input(0), false).output.sizes(), at::IntArrayRef({0, 3}));
}

}  // namespace
}  // namespace moebench
