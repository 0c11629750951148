#include <torch/types.h>
#include <torch/utils.h>

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeExpertChoiceRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterConfig Config(int num_experts, int top_k) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  return config;
}

RouterShape Shape(int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "block6";
  return shape;
}

std::shared_ptr<Router> Make(int num_experts, int top_k, int64_t dim) {
  const RouterOr router = MakeExpertChoiceRouter(Config(num_experts, top_k), Shape(dim));
  EXPECT_TRUE(router.ok()) << router.status();
  return *router;
}

// D = E and W the identity: a token's features are its logits.
std::shared_ptr<Router> Identity(int num_experts, int top_k) {
  std::shared_ptr<Router> router = Make(num_experts, top_k, num_experts);
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(num_experts));
  return router;
}

Routing Route(Router& router, const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return router.forward(input);
}

at::Tensor Load(const Routing& routing) {
  return torch::bincount(routing.expert.flatten(), {}, routing.num_experts + 1).slice(0, 0, routing.num_experts);
}

TEST(ExpertChoiceRouter, ExpertsTakeTheirBestTokensByHand) {
  const at::Tensor x = torch::tensor({{2.f, 0.f}, {1.f, 0.f}, {0.f, 0.f}, {0.f, 3.f}});
  const Routing routing = Route(*Identity(2, 1), x);
  // p_0 = .880797, .731059, .5, .047426 and p_1 = 1 - p_0; c = 1 x 4 / 2 = 2. Expert 0 takes tokens 0 and 1, expert 1
  // tokens 3 and 2.
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0}, {0}, {1}, {1}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.880797f}, {0.731059f}, {0.5f}, {0.952574f}})));
  // (.880797 + .731059 + .5 + .047426) / 4
  EXPECT_NEAR(routing.mean_probability[0].item<float>(), 0.539820, 1e-5);
  EXPECT_TRUE(torch::equal(routing.logits, x));
  EXPECT_EQ(routing.capacity, 0);
}

TEST(ExpertChoiceRouter, OneTokenTakenTwiceAnotherNever) {
  const at::Tensor p = torch::tensor({{0.4f, 0.35f, 0.25f}, {0.3f, 0.3f, 0.4f}, {0.34f, 0.33f, 0.33f}});
  const Routing routing = Route(*Identity(3, 1), p.log());
  // c = 1: experts 0 and 1 take token 0, expert 2 token 1. Empty slots hold E = 3.
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 1}, {2, 3}, {3, 3}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.4f, 0.35f}, {0.4f, 0.f}, {0.f, 0.f}})));
}

TEST(ExpertChoiceRouter, SlotsAreOrderedByWeightThenIndex) {
  const at::Tensor p = torch::tensor({{0.2f, 0.3f, 0.2f, 0.3f}});
  const Routing routing = Route(*Identity(4, 1), p.log());  // one token: c = ceil(1/4) = 1, so all four take it
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 3, 0, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.3f, 0.3f, 0.2f, 0.2f}})));
}

TEST(ExpertChoiceRouter, TiesGoToTheLowerToken) {
  const Routing routing = Route(*Identity(2, 1), torch::zeros({4, 2}));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 1}, {0, 1}, {2, 2}, {2, 2}}, torch::kLong)));
}

TEST(ExpertChoiceRouter, EveryExpertTakesItsCapacityRoundedUp) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(8, 2, 6);
  for (int64_t tokens : {1, 3, 37, 64}) {
    const Routing routing = Route(*router, torch::randn({tokens, 6}));
    EXPECT_TRUE(Load(routing).eq((2 * tokens + 7) / 8).all().item<bool>()) << tokens;
    // What an expert took is at least as probable as what it left.
    const at::Tensor p = torch::softmax(routing.logits, 1);
    const at::Tensor taken = torch::zeros({tokens, 9}, torch::kBool).scatter_(1, routing.expert, true).slice(1, 0, 8);
    const at::Tensor least_taken = torch::where(taken, p, 2).amin(0), most_left = torch::where(taken, -1, p).amax(0);
    EXPECT_TRUE((least_taken >= most_left).all().item<bool>()) << tokens;
  }
}

TEST(ExpertChoiceRouter, AllExpertsOneExpertNoToken) {
  torch::manual_seed(2);
  const Routing all = Route(*Make(3, 3, 4), torch::randn({5, 4}));  // c = T
  EXPECT_TRUE(torch::equal(std::get<0>(all.expert.sort(1)), torch::arange(3).expand({5, 3})));
  EXPECT_TRUE(torch::allclose(all.weight.sum(1), torch::ones({5})));
  const Routing one = Route(*Make(1, 1, 4), torch::randn({5, 4}));
  EXPECT_TRUE(torch::equal(one.expert, torch::zeros({5, 1}, torch::kLong)));
  EXPECT_TRUE(torch::equal(one.weight, torch::ones({5, 1})));
  EXPECT_EQ(Route(*Make(4, 2, 4), torch::empty({0, 4})).expert.size(0), 0);
}

TEST(ExpertChoiceRouter, AnUnderflowedProbabilityIsStillTaken) {
  const Routing routing = Route(*Identity(2, 1), torch::tensor({{0.f, -200.f}}));  // e^-200 is 0 in fp32
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 1}}, torch::kLong)));
  EXPECT_TRUE(torch::equal(routing.weight, torch::tensor({{1.f, 0.f}})));
}

TEST(ExpertChoiceRouter, LaterTokensDecideAboutEarlierOnes) {
  const std::shared_ptr<Router> router = Identity(2, 1);
  const at::Tensor x = torch::tensor({{1.f, 0.f}, {0.f, 0.f}});
  EXPECT_EQ(Route(*router, x).expert[0][0].item<int64_t>(), 0);
  const Routing leaked = Route(*router, torch::tensor({{1.f, 0.f}, {5.f, 0.f}}));
  EXPECT_EQ(leaked.expert[0][0].item<int64_t>(), 1);
}

TEST(ExpertChoiceRouter, CausalModelsMustAllowTheLeak) {
  RouterConfig config = Config(4, 2);
  RouterShape shape = Shape(4);
  shape.causal = true;
  const RouterOr refused = MakeExpertChoiceRouter(config, shape);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("layer block6 is causal"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("router.allow_future_leak"));
  config.set_allow_future_leak(true);
  EXPECT_TRUE(MakeExpertChoiceRouter(config, shape).ok());
}

TEST(ExpertChoiceRouter, TrainingAndEvaluationAgree) {
  torch::manual_seed(3);
  const std::shared_ptr<Router> router = Make(8, 2, 4);
  const at::Tensor x = torch::randn({10, 4});
  const Routing training = Route(*router, x);
  router->eval();
  EXPECT_TRUE(torch::equal(training.expert, Route(*router, x).expert));
  EXPECT_TRUE(torch::equal(training.weight, Route(*router, x).weight));
}

TEST(ExpertChoiceRouter, WarmUpHasTheMeanNumberOfSlots) {
  RouterInput input;
  input.x = torch::ones({6, 4});
  input.random_dispatch = true;
  EXPECT_EQ(Make(8, 3, 4)->forward(input).expert.sizes(), at::IntArrayRef({6, 3}));
}

TEST(ExpertChoiceRouter, GradientMatchesDifferences) {
  torch::manual_seed(4);
  const std::shared_ptr<Router> router = Make(5, 2, 4);
  const auto loss = [&](const at::Tensor& x) {
    const Routing routing = Route(*router, x);
    const at::Tensor slope = torch::arange(1, routing.weight.size(1) + 1, torch::kDouble);
    return (routing.weight * slope).sum() + routing.mean_probability.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({6, 4})), 1e-6);
}

TEST(ExpertChoiceRouter, ParametersFlopsSlotsAndDtype) {
  const std::shared_ptr<Router> router = Make(6, 2, 10);
  ASSERT_EQ(router->parameters().size(), 1);
  EXPECT_EQ(router->named_parameters()["weight"].sizes(), at::IntArrayRef({6, 10}));
  EXPECT_EQ(router->FlopsPerToken(), 2 * 6 * 10);
  EXPECT_EQ(router->FixedSlots(), 0);
  EXPECT_EQ(Route(*router, torch::ones({3, 10}, torch::kBFloat16)).weight.scalar_type(), torch::kFloat);
}

TEST(ExpertChoiceRouter, RefusesTooManyChoicesAndNan) {
  EXPECT_THAT(std::string(MakeExpertChoiceRouter(Config(2, 3), Shape(4)).status().message()),
              HasSubstr("router.top_k is 3 but layer block6 has router.num_experts 2"));
  const at::Tensor x = torch::full({1, 2}, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT([&] { Route(*Identity(2, 1), x); },
              ThrowsMessage<NonFiniteLogits>(HasSubstr("layer block6: 2 of 2 logits")));
}

}  // namespace
}  // namespace moebench
