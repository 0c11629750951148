#include <torch/types.h>
#include <torch/utils.h>

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeSigmoidRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterOr Make(int num_experts, int top_k, int64_t dim) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "block2";
  return MakeSigmoidRouter(config, shape);
}

// D = E and W the identity: a token's features are its logits.
std::shared_ptr<Router> Identity(int num_experts, int top_k) {
  const std::shared_ptr<Router> router = *Make(num_experts, top_k, num_experts);
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(num_experts));
  return router;
}

Routing Route(Router& router, const at::Tensor& x, double temperature = 1) {
  RouterInput input;
  input.x = x;
  input.temperature = temperature;
  return router.forward(input);
}

TEST(SigmoidRouter, ByHand) {
  const Routing routing = Route(*Identity(3, 2), torch::tensor({{0.f, 2.f, -1.f}}));
  // s = .5, .880797, .268941; the chosen sum to 1.380797, all to 1.649738.
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 0}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.637891f, 0.362109f}}), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(routing.mean_probability, torch::tensor({0.303078f, 0.533901f, 0.163020f}), 1e-5, 1e-6));
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{0.f, 2.f, -1.f}})));
  // log(1 + e^2 + e^-1) = log(1 + 7.389056 + .367879) = 2.169846
  EXPECT_NEAR(routing.log_normalizer[0].item<float>(), 2.169846, 1e-5);
}

TEST(SigmoidRouter, MeanProbabilityNormalisesEachTokenFirst) {
  const Routing routing = Route(*Identity(2, 1), torch::tensor({{0.f, 0.f}, {0.f, 2.f}}));
  // Token 0: .5, .5. Token 1: .5 / 1.380797 = .362109. Mean .431054.
  EXPECT_NEAR(routing.mean_probability[0].item<float>(), 0.431054, 1e-5);
  EXPECT_NEAR(routing.mean_probability.sum().item<float>(), 1, 1e-6);
}

TEST(SigmoidRouter, TemperatureDividesLogits) {
  const Routing routing = Route(*Identity(3, 2), torch::tensor({{0.f, 4.f, -2.f}}), /*temperature=*/2);
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.637891f, 0.362109f}}), 1e-5, 1e-6));
}

TEST(SigmoidRouter, TiesGoToTheLowerIndex) {
  const Routing routing = Route(*Identity(4, 2), torch::tensor({{1.f, 3.f, 3.f, 3.f}, {2.f, 2.f, 2.f, 2.f}}));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 2}, {0, 1}}, torch::kLong)));
  EXPECT_TRUE(torch::equal(routing.weight, torch::full({2, 2}, 0.5)));
}

TEST(SigmoidRouter, FarLogitsStayFiniteAndRanked) {
  // e^-200 is 0 in fp32; s_0 / (s_0 + s_1) is still 1 / (1 + e^-1). Above, every s rounds to 1.
  const Routing routing = Route(*Identity(3, 2), torch::tensor({{-200.f, -201.f, -400.f}, {30.f, 40.f, 20.f}}));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 1}, {1, 0}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.731059f, 0.268941f}, {0.5f, 0.5f}}), 1e-5, 1e-6));
}

TEST(SigmoidRouter, AllExpertsOneExpertOneTokenNoToken) {
  const Routing all = Route(*Identity(3, 3), torch::tensor({{0.f, 2.f, -1.f}}));
  EXPECT_TRUE(torch::equal(all.expert, torch::tensor({{1, 0, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(all.weight, torch::tensor({{0.533901f, 0.303078f, 0.163020f}}), 1e-5, 1e-6));
  const Routing one = Route(*Identity(1, 1), torch::tensor({{-5.f}}));
  EXPECT_EQ(one.weight.item<float>(), 1);
  EXPECT_EQ(Route(*Identity(3, 2), torch::empty({0, 3})).weight.sizes(), at::IntArrayRef({0, 2}));
}

TEST(SigmoidRouter, TrainingAndEvaluationAgree) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = *Make(8, 3, 5);
  const at::Tensor x = torch::randn({10, 5});
  const Routing training = Route(*router, x);
  router->eval();
  EXPECT_TRUE(torch::equal(training.weight, Route(*router, x).weight));
  EXPECT_FALSE(training.observation.defined());
}

TEST(SigmoidRouter, GradientMatchesDifferences) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = *Make(5, 2, 4);
  const auto loss = [&](const at::Tensor& x) {
    const Routing routing = Route(*router, x);
    return (routing.weight * torch::arange(1, 3, torch::kDouble)).sum() + routing.mean_probability.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({3, 4})), 1e-6);
}

TEST(SigmoidRouter, ParametersFlopsAndDtype) {
  const std::shared_ptr<Router> router = *Make(6, 2, 10);
  ASSERT_EQ(router->parameters().size(), 1);
  EXPECT_EQ(router->named_parameters()["weight"].sizes(), at::IntArrayRef({6, 10}));
  EXPECT_EQ(router->FlopsPerToken(), 2 * 6 * 10);
  EXPECT_EQ(router->FixedSlots(), 2);
  router->to(torch::kBFloat16);
  EXPECT_EQ(Route(*router, torch::ones({1, 10}, torch::kBFloat16)).weight.scalar_type(), torch::kFloat);
}

TEST(SigmoidRouter, RefusesTooManyChoicesAndNan) {
  EXPECT_THAT(std::string(Make(2, 3, 4).status().message()),
              HasSubstr("router.top_k is 3 but layer block2 has router.num_experts 2"));
  const at::Tensor x = torch::tensor({{0.f, std::numeric_limits<float>::infinity()}});
  // 0 x infinity is NaN: both logits are lost.
  EXPECT_THAT([&] { Route(*Identity(2, 1), x); },
              ThrowsMessage<NonFiniteLogits>(HasSubstr("layer block2: 2 of 2 logits")));
}

}  // namespace
}  // namespace moebench
