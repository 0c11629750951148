#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakePrototypeRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;

RouterConfig SmallConfig() {
  RouterConfig config;
  config.set_num_experts(3);
  config.set_top_k(2);
  config.set_hidden_dim(2);
  return config;
}

std::shared_ptr<Router> Make(const RouterConfig& config, int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  return *MakePrototypeRouter(config, shape);
}

// A router whose MLP gives zero logits: only the prototypes decide.
std::shared_ptr<Router> PrototypesOnly() {
  const std::shared_ptr<Router> router = Make(SmallConfig(), 2);
  torch::NoGradGuard no_grad;
  for (auto& item : router->named_parameters()) item.value().zero_();
  router->named_parameters()["prototypes"].copy_(torch::tensor({{2.f, 0.f}, {0.f, 3.f}, {-1.f, 0.f}}));
  return router;
}

TEST(PrototypeRouter, PrototypeAffinityByHand) {
  RouterInput input;
  input.x = torch::tensor({{3.f, 4.f}});  // unit (.6, .8): cosines with the prototypes are .6, .8, -.6
  input.temperature = 0.5;
  const std::shared_ptr<Router> router = PrototypesOnly();
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::allclose(routing.logits, torch::tensor({{1.2f, 1.6f, -1.2f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 0}}, torch::kLong)));
  // Renormalised over the two: 1 / (1 + e^-0.4) = 0.598688.
  EXPECT_NEAR(routing.weight[0][0].item<float>(), 0.598688, 1e-5);
  EXPECT_NEAR(routing.weight.sum().item<float>(), 1, 1e-6);
  // log(e^1.2 + e^1.6 + e^-1.2) = log(3.320117 + 4.953032 + 0.301194) = 2.148775
  EXPECT_NEAR(routing.log_normalizer[0].item<float>(), 2.148775, 1e-5);
  EXPECT_NEAR(routing.mean_probability[1].item<float>(), 4.953032 / 8.574343, 1e-5);
  EXPECT_TRUE(routing.prototypes.is_same(router->named_parameters()["prototypes"]));
}

TEST(PrototypeRouter, MlpByHand) {
  RouterConfig config = SmallConfig();
  config.set_prototype_scale(0);
  const std::shared_ptr<Router> router = Make(config, 2);
  {
    torch::NoGradGuard no_grad;
    auto parameters = router->named_parameters();
    parameters["hidden.weight"].copy_(torch::tensor({{1.f, 1.f}, {1.f, -1.f}}));
    parameters["hidden.bias"].copy_(torch::tensor({0.f, 0.5f}));
    parameters["output.weight"].copy_(torch::tensor({{1.f, 5.f}, {0.f, 5.f}, {-1.f, 5.f}}));
    parameters["output.bias"].copy_(torch::tensor({0.f, 1.f, 6.f}));
  }
  RouterInput input;
  input.x = torch::tensor({{1.f, 2.f}});  // hidden: relu(3, -0.5) = (3, 0); logits 3, 0 + 1, -3 + 6
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{3.f, 1.f, 3.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::equal(routing.weight, torch::tensor({{0.5f, 0.5f}})));
}

TEST(PrototypeRouter, TemperatureChangesWeightsNotSelection) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(SmallConfig(), 8);
  RouterInput input;
  input.x = torch::randn({64, 8});
  const Routing warm = router->forward(input);
  for (double temperature : {0.1, 0.3, 0.5, 0.7, 2.0, 5.0}) {
    input.temperature = temperature;
    const Routing routing = router->forward(input);
    EXPECT_TRUE(torch::equal(routing.expert, warm.expert)) << temperature;
    EXPECT_FALSE(torch::allclose(routing.weight, warm.weight)) << temperature;
  }
}

TEST(PrototypeRouter, RandomWarmUpDispatchesEquallyAndKeepsTheLogits) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = Make(SmallConfig(), 4);
  RouterInput input;
  input.x = torch::randn({50, 4});
  const at::Tensor own_logits = router->forward(input).logits;
  input.random_dispatch = true;
  input.key = 11;
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.logits, own_logits));
  EXPECT_TRUE(routing.weight.eq(0.5).all().item<bool>());
  EXPECT_TRUE(torch::equal(routing.expert, router->forward(input).expert));
  input.key = 12;
  EXPECT_FALSE(torch::equal(routing.expert, router->forward(input).expert));
}

TEST(PrototypeRouter, GradientOfWeightsAndLogits) {
  torch::manual_seed(3);
  RouterConfig config = SmallConfig();
  config.set_hidden_dim(5);
  const std::shared_ptr<Router> router = Make(config, 4);
  router->to(torch::kDouble);
  const at::Tensor slope = torch::randn({6, 2}, torch::kDouble);
  const auto loss = [&](const at::Tensor& x) {
    RouterInput input;
    input.x = x;
    input.temperature = 0.7;
    const Routing routing = router->forward(input);
    return (routing.weight * slope).sum() + routing.log_normalizer.square().sum() +
           routing.mean_probability.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({6, 4}, torch::kDouble)), 1e-6);
}

// Initial weights are part of what a seed means: the order of the draws is hidden layer, output layer, prototypes.
TEST(PrototypeRouter, ASeedGivesTheSameWeights) {
  torch::manual_seed(4);
  auto parameters = Make(SmallConfig(), 4)->named_parameters();
  torch::manual_seed(4);
  const torch::nn::Linear hidden(4, 2), output(2, 3);
  const at::Tensor prototypes = torch::randn({3, 4}) / 2;
  EXPECT_TRUE(torch::equal(parameters["hidden.weight"], hidden->weight));
  EXPECT_TRUE(torch::equal(parameters["hidden.bias"], hidden->bias));
  EXPECT_TRUE(torch::equal(parameters["output.weight"], output->weight));
  EXPECT_TRUE(torch::equal(parameters["output.bias"], output->bias));
  EXPECT_TRUE(torch::equal(parameters["prototypes"], prototypes));
}

TEST(PrototypeRouter, RefusesTooManyChoices) {
  RouterConfig config = SmallConfig();
  config.set_top_k(4);
  RouterShape shape;
  shape.dim = 2;
  EXPECT_THAT(std::string(MakePrototypeRouter(config, shape).status().message()), HasSubstr("router.top_k is 4"));
}

TEST(PrototypeRouter, ParametersAndFlops) {
  RouterConfig config;  // the paper's: 256 -> 128 -> 16
  const std::shared_ptr<Router> router = Make(config, 256);
  int64_t parameters = 0;
  std::vector<std::string> names;
  for (const auto& item : router->named_parameters()) {
    parameters += item.value().numel();
    names.push_back(item.key());
  }
  EXPECT_EQ(parameters, 256 * 128 + 128 + 128 * 16 + 16 + 16 * 256);
  EXPECT_EQ(router->FlopsPerToken(), 2 * (256 * 128 + 128 * 16 + 256 * 16));
  EXPECT_THAT(names, testing::UnorderedElementsAre("hidden.weight", "hidden.bias", "output.weight", "output.bias",
                                                   "prototypes"));
  config.set_prototype_scale(0);
  EXPECT_EQ(Make(config, 256)->FlopsPerToken(), 2 * (256 * 128 + 128 * 16));
}

}  // namespace
}  // namespace moebench
