#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeLinearRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

std::shared_ptr<Router> Make(int64_t num_experts, int64_t top_k, int64_t dim) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  RouterShape shape;
  shape.dim = dim;
  return *MakeLinearRouter(config, shape);
}

void SetWeight(Router& router, const at::Tensor& weight) {
  torch::NoGradGuard no_grad;
  router.named_parameters()["weight"].copy_(weight);
}

TEST(LinearRouter, ByHand) {
  const std::shared_ptr<Router> router = Make(3, 2, 2);
  SetWeight(*router, torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  RouterInput input;
  input.x = torch::tensor({{2.f, -1.f}, {0.f, 3.f}});
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{2.f, -1.f, 1.f}, {0.f, 3.f, 3.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{0, 2}, {1, 2}}, torch::kLong)));  // 3 = 3: the lower index
  // 1 / (1 + e^-1) = 0.731059
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.731059f, 0.268941f}, {0.5f, 0.5f}})));
  // log(e^2 + e^-1 + e) = log(10.475217); log(1 + 2 e^3) = log(41.171074)
  EXPECT_TRUE(torch::allclose(routing.log_normalizer, torch::tensor({2.349012f, 3.717736f})));
  // P_0 = (7.389056 / 10.475217 + 1 / 41.171074) / 2
  EXPECT_NEAR(routing.mean_probability[0].item<float>(), 0.364837, 1e-5);
  EXPECT_NEAR(routing.mean_probability.sum().item<float>(), 1, 1e-6);
  EXPECT_EQ(routing.capacity, 0);
}

TEST(LinearRouter, TemperatureDividesTheLogits) {
  const std::shared_ptr<Router> router = Make(3, 2, 2);
  SetWeight(*router, torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  RouterInput input;
  input.x = torch::tensor({{2.f, -1.f}});
  input.temperature = 2;
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.logits, torch::tensor({{1.f, -0.5f, 0.5f}})));
  EXPECT_NEAR(routing.weight[0][0].item<float>(), 1 / (1 + std::exp(-0.5)), 1e-6);
}

TEST(LinearRouter, TrainingAndEvaluationAreTheSame) {
  torch::manual_seed(1);
  const std::shared_ptr<Router> router = Make(16, 4, 8);
  RouterInput input;
  input.x = torch::randn({20, 8});
  const Routing training = router->forward(input);
  router->eval();
  const Routing evaluation = router->forward(input);
  EXPECT_TRUE(torch::equal(training.expert, evaluation.expert));
  EXPECT_TRUE(torch::equal(training.weight, evaluation.weight));
}

TEST(LinearRouter, GradientOfTheInput) {
  torch::manual_seed(2);
  const std::shared_ptr<Router> router = Make(5, 2, 3);
  router->to(torch::kDouble);
  const at::Tensor slope = torch::randn({4, 2}, torch::kDouble);
  const auto loss = [&](const at::Tensor& x) {
    RouterInput input;
    input.x = x;
    const Routing routing = router->forward(input);
    return (routing.weight * slope).sum() + routing.log_normalizer.sum() + routing.mean_probability.square().sum();
  };
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-6);
}

// With w = softmax over two chosen logits a, b: dw_a/da = w_a w_b, dw_a/db = -w_a w_b; the third expert gets nothing.
TEST(LinearRouter, GradientOfTheMatrixByHand) {
  const std::shared_ptr<Router> router = Make(3, 2, 2);
  SetWeight(*router, torch::tensor({{1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}}));
  RouterInput input;
  input.x = torch::tensor({{2.f, -1.f}});
  router->forward(input).weight[0][0].backward();
  const float s = 0.731059f * 0.268941f;  // chosen: expert 0, then expert 2
  EXPECT_TRUE(torch::allclose(router->named_parameters()["weight"].grad(),
                              torch::tensor({{2 * s, -s}, {0.f, 0.f}, {-2 * s, s}}), 1e-4, 1e-6));
}

TEST(LinearRouter, OneMatrixWithoutBias) {
  const std::shared_ptr<Router> router = Make(1024, 12, 1024);
  const auto parameters = router->named_parameters();
  ASSERT_EQ(parameters.size(), 1);
  EXPECT_EQ(parameters["weight"].numel() * 8, 8388608);  // EQUIFINALITY's eight layers
  EXPECT_EQ(router->FlopsPerToken(), 2 * 1024 * 1024);
  EXPECT_LE(parameters["weight"].abs().max().item<float>(), 1.0f / 32);  // uniform on +-1 / sqrt(D)
  EXPECT_EQ(router->FixedSlots(), 12);
}

}  // namespace
}  // namespace moebench
