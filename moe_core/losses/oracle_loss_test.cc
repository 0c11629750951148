#include "moe_core/losses/oracle_loss.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(ExpertCrossEntropy, ByHand) {
  // Sample 0, label 1: expert 0 says (0, ln 3): p = 3/4; expert 1 says (0, 0): p = 1/2.
  const at::Tensor logits = torch::tensor({{{0.0, std::log(3.0)}, {0.0, 0.0}}}, torch::kDouble);
  const at::Tensor loss = ExpertCrossEntropy(logits, torch::tensor({1}, torch::kLong));
  EXPECT_NEAR(loss[0][0].item<double>(), std::log(4.0 / 3), 1e-12);
  EXPECT_NEAR(loss[0][1].item<double>(), std::log(2.0), 1e-12);
}

TEST(OracleLoss, ByHand) {
  // Losses (0, .5 ln 3) at tau .5: teacher = softmax(0, -ln 3) = (3/4, 1/4). Router logits (ln 2, 0): p = (2/3, 1/3).
  const at::Tensor loss = OracleLoss(torch::tensor({{std::log(2.0), 0.0}}, torch::kDouble),
                                     torch::tensor({{0.0, 0.5 * std::log(3.0)}}, torch::kDouble), 0.5);
  EXPECT_NEAR(loss.item<double>(), -(0.75 * std::log(2.0 / 3) + 0.25 * std::log(1.0 / 3)), 1e-12);
}

TEST(OracleLoss, GradientReachesTheRouterOnly) {
  torch::manual_seed(0);
  const at::Tensor expert_logits = torch::randn({5, 3, 4}, torch::kDouble).requires_grad_();
  const at::Tensor label = torch::tensor({0, 3, 1, 2, 2}, torch::kLong);
  const at::Tensor expert_loss = ExpertCrossEntropy(expert_logits, label);
  EXPECT_FALSE(expert_loss.requires_grad());
  EXPECT_LT(GradientError([&](const at::Tensor& x) { return OracleLoss(x, expert_loss, 0.5); }, torch::randn({5, 3})),
            1e-7);
}

TEST(OracleLoss, RefusesMismatchedShapes) {
  EXPECT_THROW(OracleLoss(torch::ones({2, 3}), torch::ones({3, 2}), 0.5), c10::Error);
  EXPECT_THROW(ExpertCrossEntropy(torch::ones({2, 3, 4}), torch::zeros({3}, torch::kLong)), c10::Error);
}

}  // namespace
}  // namespace moebench
