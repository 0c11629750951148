#include "moe_core/losses/balance_loss.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(ImportanceKl, ByHand) {
  EXPECT_NEAR(ImportanceKl(torch::tensor({.25, .25, .25, .25}, torch::kDouble)).item<double>(), 0, 1e-12);
  EXPECT_NEAR(ImportanceKl(torch::tensor({1.0, 0.0}, torch::kDouble)).item<double>(), std::log(2.0), 1e-12);
  // log 2 + .75 log .75 + .25 log .25 = .693147 - .215762 - .346574 = .130812
  EXPECT_NEAR(ImportanceKl(torch::tensor({.75, .25}, torch::kDouble)).item<double>(), 0.130812, 1e-6);
}

TEST(ImportanceKl, NumericJacobian) {
  EXPECT_LT(
      GradientError([](const at::Tensor& p) { return ImportanceKl(p); }, torch::tensor({.5, .2, .3}, torch::kDouble)),
      1e-7);
}

TEST(ImportanceKl, AProbabilityThatUnderflowedHasAGradient) {
  const at::Tensor logits = torch::tensor({200.f, 199.f, 0.f}).requires_grad_();
  const at::Tensor probability = torch::softmax(logits, 0);
  ASSERT_EQ(probability[2].item<float>(), 0);
  ImportanceKl(probability).backward();
  EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
  EXPECT_EQ(logits.grad()[2].item<float>(), 0);
  // dKL/dlogit_0 = p_0 p_1 (log p_0 - log p_1) = p_0 p_1, with p_0 = 1 / (1 + 1/e) = .731059.
  EXPECT_NEAR(logits.grad()[0].item<float>(), 0.196612, 1e-5);
}

Routing TwoTokens() {
  Routing routing;
  routing.num_experts = 3;
  routing.expert = torch::tensor({{0, 1}, {0, 3}}, torch::kLong);  // 3 is an empty slot
  routing.weight = torch::tensor({{.75, .25}, {1.0, 0.0}}, torch::kDouble);
  routing.mean_probability = torch::tensor({.5, .25, .25}, torch::kDouble);
  return routing;
}

TEST(AssignmentVariance, ByHand) {
  // Counts 1.75, .25, 0 of 2: shares .875, .125, 0 with mean 1/3.
  // Squared deviations .293403, .043403, .111111 -> population variance .149306; times 9 = 1.34375.
  EXPECT_NEAR(AssignmentVariance(TwoTokens()).item<double>(), 1.34375, 1e-9);
}

TEST(AssignmentVariance, NumericJacobian) {
  Routing routing = TwoTokens();
  routing.expert = torch::tensor({{0, 1}, {2, 0}}, torch::kLong);
  auto loss = [&](const at::Tensor& weight) {
    routing.weight = weight;
    return AssignmentVariance(routing);
  };
  EXPECT_LT(GradientError(loss, torch::tensor({{.6, .4}, {.7, .3}}, torch::kDouble)), 1e-7);
}

TEST(EcologyBalanceLoss, IsTheSumOfBoth) {
  const Routing routing = TwoTokens();
  // KL of (.5, .25, .25): log 3 + .5 log .5 + .5 log .25 = 1.098612 - .346574 - .693147 = .058892
  EXPECT_NEAR(EcologyBalanceLoss(routing).item<double>(), 1.34375 + 0.058892, 1e-6);
}

}  // namespace
}  // namespace moebench
