#include <torch/types.h>
#include <torch/utils.h>

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeLossFreeRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterOr Make(int num_experts, int top_k, int64_t dim, double rate = 0.1) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  config.set_bias_update_rate(rate);
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "block4";
  return MakeLossFreeRouter(config, shape);
}

// D = E and W the identity: a token's features are its logits.
std::shared_ptr<Router> Identity(int num_experts, int top_k, const at::Tensor& bias = {}) {
  const std::shared_ptr<Router> router = *Make(num_experts, top_k, num_experts);
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(num_experts));
  if (bias.defined()) router->named_buffers()["bias"].copy_(bias);
  return router;
}

Routing Route(Router& router, const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return router.forward(input);
}

at::Tensor Bias(Router& router) { return router.named_buffers()["bias"]; }

// s = .5, .880797, .268941
at::Tensor OneToken() { return torch::tensor({{0.f, 2.f, -1.f}}); }

TEST(LossFreeRouter, WithoutBiasTheLargestScores) {
  const Routing routing = Route(*Identity(3, 2), OneToken());
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 0}}, torch::kLong)));
  // Over 1.380797.
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.637891f, 0.362109f}}), 1e-5, 1e-6));
  // Over 1.649738.
  EXPECT_TRUE(torch::allclose(routing.mean_probability, torch::tensor({0.303078f, 0.533901f, 0.163020f}), 1e-5, 1e-6));
  EXPECT_TRUE(torch::equal(routing.logits, OneToken()));
}

TEST(LossFreeRouter, BiasSelectsAndWeightsAreUnbiased) {
  // s + b = .5, -.119203, .268941: experts 0 and 2, over .768941.
  const Routing routing = Route(*Identity(3, 2, torch::tensor({0.f, -1.f, 0.f})), OneToken());
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.650245f, 0.349755f}}), 1e-5, 1e-6));
  EXPECT_NEAR(routing.mean_probability[1].item<float>(), 0.533901, 1e-5);
}

TEST(LossFreeRouter, SlotsAreInTheOrderOfTheWeights) {
  // s + b = .5, .480797, .568941: expert 2 wins, but expert 0 has the larger weight.
  const Routing routing = Route(*Identity(3, 2, torch::tensor({0.f, -0.4f, 0.3f})), OneToken());
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}}, torch::kLong)));
  EXPECT_GT(routing.weight[0][0].item<float>(), routing.weight[0][1].item<float>());
}

TEST(LossFreeRouter, TiesGoToTheLowerIndex) {
  EXPECT_TRUE(torch::equal(Route(*Identity(4, 2), torch::tensor({{1.f, 3.f, 3.f, 3.f}})).expert,
                           torch::tensor({{1, 2}}, torch::kLong)));
  // Equal sums: .5 + .25 of experts 0 and 1.
  const Routing routing = Route(*Identity(3, 1, torch::tensor({0.25f, 0.25f, 0.f})), torch::zeros({1, 3}));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0}}, torch::kLong)));
}

TEST(LossFreeRouter, ObservesTheLoadInTrainingAlone) {
  const std::shared_ptr<Router> router = Identity(3, 1);
  const at::Tensor x = torch::tensor({{1.f, 0.f, 0.f}, {1.f, 0.f, 0.f}, {0.f, 0.f, 1.f}});
  const Routing training = Route(*router, x);
  EXPECT_TRUE(torch::equal(training.observation, torch::tensor({2.f, 0.f, 1.f})));
  router->eval();
  const Routing evaluation = Route(*router, x);
  EXPECT_FALSE(evaluation.observation.defined());
  EXPECT_TRUE(torch::equal(evaluation.expert, training.expert));
  EXPECT_TRUE(torch::equal(Bias(*router), torch::zeros({3})));  // forward moves nothing
}

TEST(LossFreeRouter, UpdateMovesTheBiasAgainstTheLoad) {
  const std::shared_ptr<Router> router = Identity(3, 1);
  router->Update(torch::tensor({3.f, 1.f, 2.f}));  // mean 2
  EXPECT_TRUE(torch::allclose(Bias(*router), torch::tensor({-0.1f, 0.1f, 0.f})));
  router->Update(torch::tensor({4.f, 0.f, 0.f}));  // mean 4/3
  EXPECT_TRUE(torch::allclose(Bias(*router), torch::tensor({-0.2f, 0.2f, 0.1f})));
  router->Update(Route(*router, torch::empty({0, 3})).observation);  // no tokens: nothing to learn
  EXPECT_TRUE(torch::allclose(Bias(*router), torch::tensor({-0.2f, 0.2f, 0.1f})));
  EXPECT_THAT([&] { router->Update(torch::ones({2})); },
              ThrowsMessage<c10::Error>(HasSubstr("layer block4 learns from a load [3], got [2]")));
}

// The bias is used in evaluation as well, and a checkpoint carries it.
TEST(LossFreeRouter, RestoredStateRoutesTheSame) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> trained = *Make(8, 2, 4);
  const at::Tensor x = torch::randn({64, 4});
  for (int step = 0; step < 5; ++step) trained->Update(Route(*trained, x).observation);
  trained->eval();
  const std::shared_ptr<Router> restored = *Make(8, 2, 4);
  restored->eval();
  torch::NoGradGuard no_grad;
  restored->named_parameters()["weight"].copy_(trained->named_parameters()["weight"]);
  EXPECT_FALSE(torch::equal(Route(*restored, x).expert, Route(*trained, x).expert));
  Bias(*restored).copy_(Bias(*trained));
  EXPECT_TRUE(torch::equal(Route(*restored, x).expert, Route(*trained, x).expert));
  EXPECT_TRUE(torch::equal(Route(*restored, x).weight, Route(*trained, x).weight));
}

TEST(LossFreeRouter, LoadsEvenOut) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = *Make(8, 2, 8, /*rate=*/0.01);
  const at::Tensor x = torch::randn({512, 8}) + 1;  // skewed: all tokens share a direction
  const auto heaviest = [&] { return Route(*router, x).observation.max().item<float>(); };
  const float before = heaviest();
  for (int step = 0; step < 200; ++step) router->Update(Route(*router, x).observation);
  EXPECT_GT(before, 1.5 * 128);  // 512 x 2 / 8 = 128 is even
  EXPECT_LT(heaviest(), 1.2 * 128);
}

TEST(LossFreeRouter, AllExpertsOneExpertOneToken) {
  const Routing all = Route(*Identity(3, 3, torch::tensor({-9.f, 0.f, 9.f})), OneToken());
  EXPECT_TRUE(torch::equal(all.expert, torch::tensor({{1, 0, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(all.weight, torch::tensor({{0.533901f, 0.303078f, 0.163020f}}), 1e-5, 1e-6));
  const std::shared_ptr<Router> one = Identity(1, 1);
  const Routing routing = Route(*one, torch::tensor({{-5.f}}));
  EXPECT_EQ(routing.weight.item<float>(), 1);
  one->Update(routing.observation);  // one expert is always even
  EXPECT_EQ(Bias(*one).item<float>(), 0);
}

TEST(LossFreeRouter, GradientIgnoresTheBias) {
  torch::manual_seed(3);
  const std::shared_ptr<Router> router = *Make(5, 2, 4);
  Bias(*router).copy_(torch::tensor({0.3f, -0.2f, 0.1f, 0.f, -0.4f}));
  EXPECT_FALSE(Bias(*router).requires_grad());
  const auto loss = [&](const at::Tensor& x) {
    const Routing routing = Route(*router, x);
    return (routing.weight * torch::arange(1, 3, torch::kDouble)).sum() + routing.mean_probability.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({3, 4})), 1e-6);
}

TEST(LossFreeRouter, ParametersBuffersFlopsAndDtype) {
  const std::shared_ptr<Router> router = *Make(6, 2, 10);
  ASSERT_EQ(router->parameters().size(), 1);
  EXPECT_EQ(router->named_parameters()["weight"].sizes(), at::IntArrayRef({6, 10}));
  ASSERT_EQ(router->buffers().size(), 1);
  EXPECT_EQ(Bias(*router).sizes(), at::IntArrayRef({6}));
  EXPECT_EQ(router->FlopsPerToken(), 2 * 6 * 10);
  EXPECT_EQ(Route(*router, torch::ones({1, 10}, torch::kBFloat16)).weight.scalar_type(), torch::kFloat);
}

TEST(LossFreeRouter, RefusesTooManyChoicesAndNan) {
  EXPECT_THAT(std::string(Make(2, 3, 4).status().message()),
              HasSubstr("router.top_k is 3 but layer block4 has router.num_experts 2"));
  const at::Tensor x = torch::full({1, 2}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT([&] { Route(*Identity(2, 1), x); },
              ThrowsMessage<NonFiniteLogits>(HasSubstr("layer block4: 2 of 2 logits")));
}

}  // namespace
}  // namespace moebench
