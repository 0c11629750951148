#include "moe_core/losses/importance_loss.h"

#include <ATen/ops/gather.h>
#include <ATen/ops/softmax.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/losses/balance_loss.h"

namespace moebench {
namespace {

Routing Make(const at::Tensor& expert, const at::Tensor& weight, int64_t num_experts) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.weight = weight;
  return routing;
}

// E = 3; the last token has one expert, its other slot is empty.
Routing FourTokens() {
  return Make(torch::tensor({{0, 1}, {0, 2}, {1, 0}, {2, 3}}, torch::kLong),
              torch::tensor({{.75, .25}, {.5, .5}, {.75, .25}, {1., 0.}}, torch::kDouble), 3);
}

TEST(Importance, ByHand) {
  // Expert 0: .75 + .5 + .25; expert 1: .25 + .75; expert 2: .5 + 1.
  EXPECT_TRUE(Importance(FourTokens()).equal(torch::tensor({1.5, 1., 1.5}, torch::kDouble)));
}

TEST(ImportanceLoss, ByHand) {
  // (1.5, 1, 1.5): mean 4/3, deviations 1/6, -1/3, 1/6, variance (1/36 + 4/36 + 1/36) / 3 = 1/18; over 16/9: 1/32.
  EXPECT_NEAR(ImportanceLoss(FourTokens()).item<double>(), 1. / 32, 1e-12);
}

TEST(ImportanceLoss, IsEcologysAssignmentVariance) {
  EXPECT_NEAR(ImportanceLoss(FourTokens()).item<double>(), AssignmentVariance(FourTokens()).item<double>(), 1e-12);
}

TEST(ImportanceLoss, EvenIsZeroAndOneForAllIsEMinusOne) {
  const at::Tensor half = torch::full({2, 2}, .5, torch::kDouble);
  EXPECT_EQ(ImportanceLoss(Make(torch::tensor({{0, 1}, {2, 3}}, torch::kLong), half, 4)).item<double>(), 0);
  const Routing all_to_one = Make(torch::full({6, 1}, 2, torch::kLong), torch::ones({6, 1}, torch::kDouble), 5);
  EXPECT_NEAR(ImportanceLoss(all_to_one).item<double>(), 4, 1e-12);
}

TEST(ImportanceLoss, ASingleExpertNoTokensAndNoExpertsGiveZero) {
  EXPECT_EQ(ImportanceLoss(Make(torch::zeros({3, 1}, torch::kLong), torch::ones({3, 1}), 1)).item<float>(), 0);
  EXPECT_EQ(ImportanceLoss(Make(torch::zeros({0, 2}, torch::kLong), torch::zeros({0, 2}), 4)).item<float>(), 0);
  EXPECT_EQ(ImportanceLoss(Make(torch::full({3, 2}, 4, torch::kLong), torch::zeros({3, 2}), 4)).item<float>(), 0);
}

TEST(ImportanceLoss, NumericJacobian) {
  const at::Tensor expert = torch::tensor({{0, 1}, {0, 2}, {1, 0}, {2, 1}}, torch::kLong);
  auto loss = [&](const at::Tensor& logits) {  // weights as top-K makes them
    return ImportanceLoss(Make(expert, at::softmax(at::gather(logits, 1, expert), 1), 3));
  };
  torch::manual_seed(4);
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-7);
}

TEST(ImportanceLoss, NumericJacobianInTheWeightsWithEmptySlots) {
  auto loss = [](const at::Tensor& weight) { return ImportanceLoss(Make(FourTokens().expert, weight, 3)); };
  EXPECT_LT(GradientError(loss, FourTokens().weight), 1e-7);
}

}  // namespace
}  // namespace moebench
