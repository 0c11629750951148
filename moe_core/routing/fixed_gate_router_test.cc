#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeFixedGateRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterShape Shape(int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "ffn.0";
  return shape;
}

RouterConfig Config(int num_experts, int top_k) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  return config;
}

// A router whose gates are its input.
std::shared_ptr<Router> IdentityGate(const RouterConfig& config) {
  const std::shared_ptr<Router> router = MakeFixedGateRouter(config, Shape(config.num_experts())).value();
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(config.num_experts()));
  return router;
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return input;
}

TEST(FixedGateRouter, ByHand) {
  const std::shared_ptr<Router> router = IdentityGate(Config(3, 2));
  router->eval();
  const Routing routing = router->forward(Input(torch::tensor({{1.f, .5f, .75f}, {0.f, 2.f, 2.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}, {1, 2}}, torch::kLong)));
  // T = .5: 1 / (1 + e^-.5) = .622459
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{.622459f, .377541f}, {.5f, .5f}})));
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{2.f, 1.f, 1.5f}, {0.f, 4.f, 4.f}})));
  EXPECT_EQ(router->FixedSlots(), 2);
  EXPECT_EQ(router->FlopsPerToken(), 2 * 3 * 3);
}

TEST(FixedGateRouter, TemperaturesMultiply) {
  RouterConfig config = Config(3, 2);
  config.set_gate_temperature(2);
  const std::shared_ptr<Router> router = IdentityGate(config);
  router->eval();
  RouterInput input = Input(torch::tensor({{4.f, 0.f, 1.f}}));
  input.temperature = 3;
  EXPECT_TRUE(torch::allclose(router->forward(input).logits, input.x / 6));
  // (4 - 1) / 6: 1 / (1 + e^-.5)
  EXPECT_NEAR(router->forward(input).weight[0][0].item<float>(), .622459, 1e-5);
}

TEST(FixedGateRouter, NoiseChoosesInTrainingAndNotInEvaluation) {
  RouterConfig config = Config(4, 2);
  config.set_gate_noise(10);
  const std::shared_ptr<Router> router = IdentityGate(config);
  RouterInput input = Input(torch::tensor({{4.f, 3.f, 2.f, 1.f}}).repeat({200, 1}));
  input.key = 5;
  const Routing noisy = router->forward(input);
  EXPECT_TRUE(torch::equal(noisy.expert, router->forward(input).expert));
  EXPECT_TRUE(torch::equal(noisy.logits, input.x / .5));
  EXPECT_FALSE(noisy.expert.eq(torch::tensor({0, 1}, torch::kLong)).all().item<bool>());
  EXPECT_TRUE((noisy.weight.select(1, 0) >= noisy.weight.select(1, 1)).all().item<bool>());
  input.key = 6;
  EXPECT_FALSE(torch::equal(noisy.expert, router->forward(input).expert));
  router->eval();
  EXPECT_TRUE(router->forward(input).expert.eq(torch::tensor({0, 1}, torch::kLong)).all().item<bool>());
}

TEST(FixedGateRouter, NumericJacobian) {
  const std::shared_ptr<Router> router = IdentityGate(Config(3, 2));
  torch::manual_seed(1);
  const at::Tensor direction = torch::randn({5, 2}, torch::kDouble);
  auto loss = [&](const at::Tensor& x) { return (router->forward(Input(x)).weight * direction).sum(); };
  EXPECT_LT(GradientError(loss, torch::randn({5, 3}, torch::kDouble)), 1e-6);
}

TEST(FixedGateRouter, RefusesMoreThanThereAreAndGatesThatAreNotFinite) {
  EXPECT_THAT(MakeFixedGateRouter(Config(1, 2), Shape(4)).status().message(), HasSubstr("router.top_k is 2"));
  const std::shared_ptr<Router> router = IdentityGate(Config(2, 2));
  EXPECT_THAT(
      [&] {
        router->forward(Input(torch::tensor({{1.f, std::nanf("")}})));
      },
      ThrowsMessage<NonFiniteLogits>(HasSubstr("ffn.0: 2 of 2 logits")));
  EXPECT_EQ(router->forward(Input(torch::zeros({0, 2}))).expert.sizes(), (at::IntArrayRef{0, 2}));
}

}  // namespace
}  // namespace moebench
