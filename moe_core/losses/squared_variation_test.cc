#include "moe_core/losses/squared_variation.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

double Of(const at::Tensor& amount) { return SquaredVariation(amount).item<double>(); }

TEST(SquaredVariation, ByHand) {
  // (1, 2, 3): mean 2, deviations -1, 0, 1, variance 2/3; over 2^2: 1/6.
  EXPECT_NEAR(Of(torch::tensor({1., 2., 3.}, torch::kDouble)), 1. / 6, 1e-15);
  // (4, 2, 2, 0): mean 2, variance (4 + 0 + 0 + 4) / 4 = 2; over 4: 1/2.
  EXPECT_NEAR(Of(torch::tensor({4., 2., 2., 0.}, torch::kDouble)), 0.5, 1e-15);
}

TEST(SquaredVariation, ExtremesAreZeroAndEMinusOne) {
  EXPECT_EQ(Of(torch::full({8}, 3., torch::kDouble)), 0);
  EXPECT_EQ(Of(torch::tensor({0., 0., 0., 7.}, torch::kDouble)), 3);
  EXPECT_EQ(Of(torch::tensor({5.}, torch::kDouble)), 0);
}

TEST(SquaredVariation, DoesNotChangeWithScale) {
  const at::Tensor amount = torch::tensor({5., 0., 2., 9.}, torch::kDouble);
  EXPECT_NEAR(Of(amount), Of(amount * 1e-6), 1e-14);
  EXPECT_NEAR(Of(amount), Of(amount * 1e12), 1e-14);
}

TEST(SquaredVariation, NothingGivesZeroAndAFiniteGradient) {
  const at::Tensor amount = torch::zeros({3}).requires_grad_();
  const at::Tensor variation = SquaredVariation(amount);
  EXPECT_EQ(variation.item<float>(), 0);
  variation.backward();
  EXPECT_TRUE(amount.grad().equal(torch::zeros({3})));
}

TEST(SquaredVariation, NumericJacobian) {
  EXPECT_LT(GradientError(SquaredVariation, torch::tensor({5., .5, 2., 9.}, torch::kDouble)), 1e-7);
}

TEST(SquaredVariation, RefusesAMatrix) {
  try {
    SquaredVariation(torch::zeros({2, 3}));
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_NE(error.msg().find("amount must be [E], got [2, 3]"), std::string::npos) << error.msg();
  }
}

}  // namespace
}  // namespace moebench
