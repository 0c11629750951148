#include <torch/types.h>
#include <torch/utils.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeSwitchRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;

RouterConfig Config(int64_t num_experts) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(1);
  return config;
}

std::shared_ptr<Router> Make(const RouterConfig& config, int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  return *MakeSwitchRouter(config, shape);
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return input;
}

TEST(SwitchRouter, WeightIsTheSoftmaxProbabilityByHand) {
  const std::shared_ptr<Router> router = Make(Config(3), 2);
  {
    torch::NoGradGuard no_grad;
    router->named_parameters()["weight"].copy_(torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  }
  const Routing routing = router->forward(Input(torch::tensor({{2.f, -1.f}, {0.f, 3.f}})));  // logits 2 -1 1; 0 3 3
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0}, {1}}, torch::kLong)));
  // e^2 / (e^2 + e^-1 + e) = 7.389056 / 10.475217; e^3 / (1 + 2 e^3) = 20.085537 / 41.171074
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.705385f}, {0.487856f}})));
  EXPECT_EQ(routing.drop_order, DropOrder::kPosition);
}

TEST(SwitchRouter, CapacityInTrainingAndEvaluation) {
  RouterConfig config = Config(8);
  const std::shared_ptr<Router> router = Make(config, 4);
  const RouterInput input = Input(torch::randn({64, 4}));
  EXPECT_EQ(router->forward(input).capacity, 10);  // 1.25 * 64 / 8
  router->eval();
  EXPECT_EQ(router->forward(input).capacity, 16);  // 2.0 * 64 / 8
  config.set_capacity_factor(0.5);
  config.set_eval_capacity_factor(0);
  const std::shared_ptr<Router> tight = Make(config, 4);
  EXPECT_EQ(tight->forward(input).capacity, 4);
  tight->eval();
  EXPECT_EQ(tight->forward(input).capacity, 0);  // no limit
}

TEST(SwitchRouter, RandomWarmUpHasNoCapacity) {
  RouterInput input = Input(torch::randn({64, 4}));
  input.random_dispatch = true;
  const Routing routing = Make(Config(8), 4)->forward(input);
  EXPECT_EQ(routing.capacity, 0);
  EXPECT_TRUE(routing.weight.eq(1).all().item<bool>());
}

TEST(SwitchRouter, OneExpertWeighsOne) {
  const Routing routing = Make(Config(1), 4)->forward(Input(torch::randn({5, 4})));
  EXPECT_TRUE(routing.expert.eq(0).all().item<bool>());
  EXPECT_TRUE(routing.weight.eq(1).all().item<bool>());
}

TEST(SwitchRouter, GradientOfTheInput) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(Config(4), 3);
  router->to(torch::kDouble);
  const at::Tensor slope = torch::randn({5, 1}, torch::kDouble);
  const auto loss = [&](const at::Tensor& x) { return (router->forward(Input(x)).weight * slope).sum(); };
  EXPECT_LT(GradientError(loss, torch::randn({5, 3}, torch::kDouble)), 1e-6);
}

TEST(SwitchRouter, ChoosesOneExpertOnly) {
  RouterConfig config = Config(8);
  config.set_top_k(2);
  RouterShape shape;
  shape.dim = 4;
  shape.layer = "block3";
  const RouterOr router = MakeSwitchRouter(config, shape);
  EXPECT_EQ(router.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(router.status().message()),
              HasSubstr("router.top_k is 2 but the switch router of layer block3"));
}

TEST(SwitchRouter, OneMatrix) {
  const std::shared_ptr<Router> router = Make(Config(8), 4);
  EXPECT_EQ(router->parameters().size(), 1);
  EXPECT_EQ(router->FlopsPerToken(), 2 * 8 * 4);
  EXPECT_EQ(router->FixedSlots(), 1);
}

}  // namespace
}  // namespace moebench
