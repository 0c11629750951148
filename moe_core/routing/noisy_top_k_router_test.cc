#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeNoisyTopKRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

std::shared_ptr<Router> Make(int64_t num_experts, int64_t top_k, int64_t dim) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  RouterShape shape;
  shape.dim = dim;
  return *MakeNoisyTopKRouter(config, shape);
}

void Set(Router& router, const std::string& name, const at::Tensor& value) {
  torch::NoGradGuard no_grad;
  router.named_parameters()[name].copy_(value);
}

RouterInput Input(const at::Tensor& x, uint64_t key = 1) {
  RouterInput input;
  input.x = x;
  input.key = key;
  return input;
}

TEST(NoisyTopKRouter, EvaluationIsCleanByHand) {
  const std::shared_ptr<Router> router = Make(3, 2, 2);
  Set(*router, "weight", torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  router->eval();
  const Routing routing = router->forward(Input(torch::tensor({{2.f, -1.f}})));
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{2.f, -1.f, 1.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}}, torch::kLong)));
  EXPECT_NEAR(routing.weight[0][0].item<float>(), 0.731059, 1e-6);  // 1 / (1 + e^-1)
  EXPECT_FALSE(routing.noisy_logits.defined());
  EXPECT_FALSE(routing.noise_stddev.defined());
}

TEST(NoisyTopKRouter, TrainingSelectsAndWeighsByTheNoisyLogits) {
  const std::shared_ptr<Router> router = Make(3, 2, 2);
  Set(*router, "weight", torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  Set(*router, "noise_weight", torch::tensor({{0.f, 0.f}, {1.f, 0.f}, {0.f, 1.f}}));
  const Routing routing = router->forward(Input(torch::tensor({{2.f, -1.f}})));
  // Clean logits and what follows from them do not see the noise.
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{2.f, -1.f, 1.f}})));
  EXPECT_NEAR(routing.log_normalizer[0].item<float>(), 2.349012, 1e-5);
  // softplus(0), softplus(2), softplus(-1), each + 0.01
  EXPECT_TRUE(torch::allclose(routing.noise_stddev, torch::tensor({{0.703147f, 2.136928f, 0.323262f}})));
  const auto [value, index] = routing.noisy_logits.sort(/*dim=*/1, /*descending=*/true);
  EXPECT_TRUE(torch::equal(routing.expert, index.slice(1, 0, 2)));
  EXPECT_TRUE(torch::allclose(routing.weight, value.slice(1, 0, 2).softmax(1)));
}

TEST(NoisyTopKRouter, NoiseIsAPureFunctionOfKeyAndRow) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(8, 2, 4);
  const at::Tensor x = torch::randn({30, 4});
  const Routing routing = router->forward(Input(x));
  EXPECT_TRUE(torch::equal(routing.noisy_logits, router->forward(Input(x)).noisy_logits));
  EXPECT_TRUE(torch::equal(routing.noisy_logits.slice(0, 0, 5), router->forward(Input(x.slice(0, 0, 5))).noisy_logits));
  EXPECT_FALSE(torch::equal(routing.noisy_logits, router->forward(Input(x, 2)).noisy_logits));
  RouterInput second_hop = Input(x);
  second_hop.hop = 1;
  EXPECT_FALSE(torch::equal(routing.noisy_logits, router->forward(second_hop).noisy_logits));
}

// Both matrices start at zero: the noise alone decides. Counts of a fair choice of 1 in 8 over 8,000 tokens: chi-square
// with 7 degrees of freedom exceeds 24.32 for one key in 1,000; the key is fixed.
TEST(NoisyTopKRouter, UntrainedChoosesEveryExpertEquallyOften) {
  const std::shared_ptr<Router> router = Make(8, 1, 4);
  const Routing routing = router->forward(Input(torch::randn({8000, 4})));
  const at::Tensor count = routing.expert.flatten().bincount({}, 8).to(torch::kDouble);
  EXPECT_LT(((count - 1000).square() / 1000).sum().item<double>(), 24.32);
  // Standardised noise has mean 0 and variance 1: over 64,000 numbers the errors exceed 3.29 / sqrt(64,000) = 0.013 and
  // 3.29 sqrt(2 / 64,000) = 0.0184 for one key in 1,000 each.
  const at::Tensor noise = (routing.noisy_logits - routing.logits) / routing.noise_stddev;
  EXPECT_NEAR(noise.mean().item<float>(), 0, 0.013);
  EXPECT_NEAR(noise.square().mean().item<float>(), 1, 0.0184);
}

TEST(NoisyTopKRouter, TemperatureDividesLogitsAndNoise) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = Make(8, 3, 4);
  Set(*router, "weight", torch::randn({8, 4}));
  Set(*router, "noise_weight", torch::randn({8, 4}));
  RouterInput input = Input(torch::randn({40, 4}));
  const Routing one = router->forward(input);
  input.temperature = 4;
  const Routing four = router->forward(input);
  EXPECT_TRUE(torch::equal(one.expert, four.expert));
  EXPECT_TRUE(torch::allclose(four.noisy_logits, one.noisy_logits / 4));
  EXPECT_TRUE(torch::allclose(four.noise_stddev, one.noise_stddev / 4));
  EXPECT_TRUE(torch::allclose(four.logits, one.logits / 4));
}

TEST(NoisyTopKRouter, GradientOfTheInputInTraining) {
  torch::manual_seed(3);
  const std::shared_ptr<Router> router = Make(5, 2, 3);
  router->to(torch::kDouble);
  Set(*router, "weight", torch::randn({5, 3}));
  Set(*router, "noise_weight", torch::randn({5, 3}));
  const at::Tensor slope = torch::randn({4, 2}, torch::kDouble);
  const auto loss = [&](const at::Tensor& x) {
    const Routing routing = router->forward(Input(x));
    return (routing.weight * slope).sum() + routing.noise_stddev.square().sum() + routing.noisy_logits.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-6);
}

// H_i = clean_i + n_i softplus(raw_i) has derivative x in row i of W_g and n_i sigmoid(raw_i) x in row i of W_noise.
TEST(NoisyTopKRouter, BothMatricesLearnInTraining) {
  const std::shared_ptr<Router> router = Make(2, 1, 2);
  const Routing routing = router->forward(Input(torch::tensor({{3.f, -2.f}})));
  const float noise = ((routing.noisy_logits - routing.logits) / routing.noise_stddev)[0][1].item<float>();
  routing.noisy_logits[0][1].backward();
  const auto parameters = router->named_parameters();
  EXPECT_TRUE(torch::allclose(parameters["weight"].grad(), torch::tensor({{0.f, 0.f}, {3.f, -2.f}})));
  EXPECT_TRUE(torch::allclose(parameters["noise_weight"].grad(),
                              torch::tensor({{0.f, 0.f}, {1.5f * noise, -noise}})));  // sigmoid(0) = 1/2
}

TEST(NoisyTopKRouter, RefusesNoiseThatIsNotFinite) {
  const std::shared_ptr<Router> router = Make(2, 1, 1);
  Set(*router, "noise_weight", torch::tensor({{0.f}, {INFINITY}}));
  EXPECT_THAT(
      [&] {
        router->forward(Input(torch::ones({3, 1})));
      },
      testing::ThrowsMessage<NonFiniteLogits>(testing::HasSubstr("3 of 6 logits")));
}

TEST(NoisyTopKRouter, ParametersAndFlops) {
  const std::shared_ptr<Router> router = Make(8, 2, 4);
  const auto parameters = router->named_parameters();
  ASSERT_EQ(parameters.size(), 2);
  EXPECT_EQ(parameters["weight"].sizes(), at::IntArrayRef({8, 4}));
  EXPECT_EQ(parameters["noise_weight"].sizes(), at::IntArrayRef({8, 4}));
  EXPECT_EQ(router->FlopsPerToken(), 2 * 8 * 4);
}

}  // namespace
}  // namespace moebench
