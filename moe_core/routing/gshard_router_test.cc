#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeGshardRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;

RouterConfig Config(int64_t num_experts) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(2);
  return config;
}

std::shared_ptr<Router> Make(const RouterConfig& config, int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  return *MakeGshardRouter(config, shape);
}

// Logits are the input itself.
std::shared_ptr<Router> Identity(int64_t num_experts) {
  std::shared_ptr<Router> router = Make(Config(num_experts), num_experts);
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(num_experts));
  return router;
}

RouterInput Input(const at::Tensor& x, uint64_t key = 1) {
  RouterInput input;
  input.x = x;
  input.key = key;
  return input;
}

TEST(GshardRouter, EvaluationKeepsBothByHand) {
  const std::shared_ptr<Router> router = Identity(3);
  router->eval();
  const Routing routing = router->forward(Input(torch::tensor({{2.f, -1.f, 1.f}, {0.f, 3.f, 3.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}, {1, 2}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.731059f, 0.268941f}, {0.5f, 0.5f}})));
  EXPECT_EQ(routing.drop_order, DropOrder::kChoice);
}

// g2 = 1 / (1 + e^log 4) = 0.2: kept with probability 0.4. Of 20,000 tokens 8,000 are expected, standard deviation
// sqrt(20,000 * 0.4 * 0.6) = 69.3; 3.29 of them, 228, are exceeded for one key in 1,000; the key is fixed.
TEST(GshardRouter, SecondChoiceIsKeptWithTwiceItsWeight) {
  const std::shared_ptr<Router> router = Identity(3);
  const at::Tensor x = torch::tensor({{0.f, -9.f, std::log(4.f)}}).repeat({20000, 1});
  const Routing routing = router->forward(Input(x));
  const at::Tensor kept = routing.expert.select(1, 1).eq(0);
  EXPECT_NEAR(kept.sum().item<int64_t>(), 8000, 228);
  EXPECT_TRUE(routing.expert.select(1, 1).eq(3).eq(kept.logical_not()).all().item<bool>());  // an empty slot holds E
  EXPECT_TRUE(routing.expert.select(1, 0).eq(2).all().item<bool>());
  EXPECT_TRUE(
      torch::allclose(routing.weight.select(1, 0), torch::full({20000}, 0.8f)));  // whatever became of the second
  EXPECT_TRUE(torch::allclose(routing.weight.select(1, 1), kept * 0.2f));
  EXPECT_TRUE(routing.weight.select(1, 1).masked_select(kept.logical_not()).eq(0).all().item<bool>());
}

TEST(GshardRouter, EqualChoicesAreAlwaysKept) {  // 2 g2 = 1
  const Routing routing = Identity(4)->forward(Input(torch::zeros({500, 4})));
  EXPECT_TRUE(routing.expert.select(1, 0).eq(0).all().item<bool>());
  EXPECT_TRUE(routing.expert.select(1, 1).eq(1).all().item<bool>());
}

TEST(GshardRouter, DrawsAreAPureFunctionOfKeyAndRow) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(Config(8), 4);
  const at::Tensor x = 3 * torch::randn({60, 4});
  const Routing routing = router->forward(Input(x));
  EXPECT_TRUE(torch::equal(routing.expert, router->forward(Input(x)).expert));
  EXPECT_TRUE(torch::equal(routing.expert.slice(0, 0, 9), router->forward(Input(x.slice(0, 0, 9))).expert));
  EXPECT_FALSE(torch::equal(routing.expert, router->forward(Input(x, 2)).expert));
}

TEST(GshardRouter, CapacityCountsBothChoices) {
  const std::shared_ptr<Router> router = Make(Config(8), 4);
  const RouterInput input = Input(torch::randn({64, 4}));
  EXPECT_EQ(router->forward(input).capacity, 20);  // 1.25 * 64 * 2 / 8
  router->eval();
  EXPECT_EQ(router->forward(input).capacity, 32);  // 2.0 * 64 * 2 / 8
}

TEST(GshardRouter, GradientOfTheInputWithDroppedChoices) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = Make(Config(4), 3);
  router->to(torch::kDouble);
  const at::Tensor x = 6 * torch::randn({12, 3}, torch::kDouble), slope = torch::randn({12, 2}, torch::kDouble);
  const auto loss = [&](const at::Tensor& at) { return (router->forward(Input(at)).weight * slope).sum(); };
  const int64_t empty = router->forward(Input(x)).expert.eq(4).sum().item<int64_t>();
  EXPECT_GT(empty, 0);
  EXPECT_LT(empty, 12);
  EXPECT_LT(GradientError(loss, x), 1e-6);
}

TEST(GshardRouter, ChoosesTwoExpertsOnly) {
  RouterShape shape;
  shape.dim = 4;
  shape.layer = "block3";
  for (int64_t top_k : {1, 3}) {
    RouterConfig config = Config(8);
    config.set_top_k(top_k);
    const RouterOr router = MakeGshardRouter(config, shape);
    EXPECT_EQ(router.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(router.status().message()), HasSubstr("but the gshard router of layer block3"));
  }
  EXPECT_THAT(std::string(MakeGshardRouter(Config(1), shape).status().message()), HasSubstr("num_experts 1"));
}

TEST(GshardRouter, OneMatrixAndAVaryingNumberOfSlots) {
  const std::shared_ptr<Router> router = Make(Config(8), 4);
  EXPECT_EQ(router->parameters().size(), 1);
  EXPECT_EQ(router->FlopsPerToken(), 2 * 8 * 4);
  EXPECT_EQ(router->FixedSlots(), 0);
}

}  // namespace
}  // namespace moebench
