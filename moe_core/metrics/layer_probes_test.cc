#include "moe_core/metrics/layer_probes.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(ActivationEntropy, ByHand) {
  // The range is 0 .. 30, a bin a unit wide; 30 itself belongs to the last. Unit 0 fills two bins evenly, unit 1 one
  // bin three times and one once: (log 2 + log 4 - .75 log 3) / 2 = (.693147 + .562335) / 2.
  const at::Tensor x = torch::tensor({{0.0, 5.1}, {0.5, 5.2}, {29.0, 5.9}, {30.0, 6.0}}, torch::kDouble);
  EXPECT_NEAR(ActivationEntropy(x), .627741, 1e-6);
  EXPECT_EQ(ActivationEntropy(torch::full({3, 2}, 4.0)), 0);
}

TEST(ActivationEntropy, IsLargestForAnEvenSpreadAndKnowsNoUnits) {
  const at::Tensor even = torch::arange(300).to(torch::kDouble).reshape({300, 1});
  EXPECT_NEAR(ActivationEntropy(even), std::log(30.0), 1e-12);
  torch::manual_seed(1);
  const at::Tensor x = torch::randn({100, 5}, torch::kDouble);
  EXPECT_NEAR(ActivationEntropy(x), ActivationEntropy(1024 * x), 1e-12);
  EXPECT_LT(ActivationEntropy(x), std::log(30.0));
}

TEST(GradientVariance, ByHand) {
  // Means 3 and 0; squares 4 + 0 + 4 and 1 + 1 + 4 over n - 1 = 2.
  EXPECT_DOUBLE_EQ(GradientVariance(torch::tensor({{1.f, 1.f}, {3.f, 1.f}, {5.f, -2.f}})), 7);
  EXPECT_DOUBLE_EQ(GradientVariance(torch::ones({4, 2, 3})), 0);
}

TEST(EffectiveRank, ByHand) {
  EXPECT_NEAR(EffectiveRank(3 * torch::eye(5)), 5, 1e-9);
  const at::Tensor column = torch::tensor({{1.0}, {2.0}, {-1.0}}, torch::kDouble);
  EXPECT_NEAR(EffectiveRank(column.matmul(torch::tensor({{4.0, 5.0}}, torch::kDouble))), 1, 1e-9);
  // Singular values 3 and 1: shares .75 and .25, entropy .562335.
  EXPECT_NEAR(EffectiveRank(torch::tensor({{0.0, 3.0}, {1.0, 0.0}, {0.0, 0.0}}, torch::kDouble)), std::exp(.562335),
              1e-5);
  EXPECT_EQ(EffectiveRank(torch::zeros({4, 3})), 0);
}

TEST(EffectiveRank, KnowsNoScaleAndNoRotation) {
  torch::manual_seed(2);
  const at::Tensor x = torch::randn({20, 6}, torch::kDouble);
  const at::Tensor rotation = std::get<0>(torch::linalg_qr(torch::randn({6, 6}, torch::kDouble)));
  EXPECT_NEAR(EffectiveRank(7 * x.matmul(rotation)), EffectiveRank(x), 1e-9);
}

TEST(JacobianNorm, IsExactWhereColumnsOfTheJacobianAreOrthogonal) {
  // J^T v of a diagonal J has squares that do not depend on the signs of v: (4 + 9) for each token.
  const at::Tensor scale = torch::tensor({2.0, 3.0}, torch::kDouble);
  const at::Tensor x = torch::ones({5, 2}, torch::kDouble);
  EXPECT_NEAR(JacobianNorm([&](const at::Tensor& s) { return s * scale; }, x, 1, 1), std::sqrt(13.0), 1e-12);
  // Of x^2 at (1, 2) and (3, 0): 2x = (2, 4), (6, 0); mean square (20 + 36) / 2.
  const at::Tensor points = torch::tensor({{1.0, 2.0}, {3.0, 0.0}}, torch::kDouble);
  EXPECT_NEAR(JacobianNorm([](const at::Tensor& s) { return s.square(); }, points, 2, 1), std::sqrt(28.0), 1e-12);
}

// For J = A the estimate of ||A||_F^2 from one product has variance 2 sum_{i != j} ((A A^T)_ij)^2, divided by T V here.
// Within 5 standard deviations: a right implementation fails for one random key in 1.7 million; the key is fixed.
TEST(JacobianNorm, EstimatesTheFrobeniusNormOfAnyMatrix) {
  torch::manual_seed(3);
  const at::Tensor a = torch::randn({4, 3}, torch::kDouble);
  const at::Tensor gram = a.matmul(a.t());
  const double variance = 2 * (gram.square().sum() - gram.diag().square().sum()).item<double>();
  const int64_t tokens = 50;
  const int products = 40;
  const double norm = JacobianNorm([&](const at::Tensor& s) { return s.matmul(a.t()); },
                                   torch::randn({tokens, 3}, torch::kDouble), products, /*key=*/7);
  const double error = 5 * std::sqrt(variance / static_cast<double>(tokens * products));
  EXPECT_NEAR(norm * norm, a.square().sum().item<double>(), error);
}

TEST(JacobianNorm, IsAPureFunctionOfTheKeyAlsoWithoutGradients) {
  torch::manual_seed(4);
  const at::Tensor a = torch::randn({4, 3}), x = torch::randn({6, 3});
  auto f = [&](const at::Tensor& s) { return torch::tanh(s.matmul(a.t())); };
  const double norm = JacobianNorm(f, x, 2, 5);
  EXPECT_NE(norm, JacobianNorm(f, x, 2, 6));
  torch::NoGradGuard no_grad;
  EXPECT_EQ(norm, JacobianNorm(f, x, 2, 5));
}

TEST(LayerProbes, RefuseWhatHasNoMeaning) {
  const at::Tensor nan = torch::full({2, 2}, std::nan(""));
  EXPECT_THAT([&] { ActivationEntropy(nan); }, ThrowsMessage<c10::Error>(HasSubstr("not finite")));
  EXPECT_THAT([&] { EffectiveRank(nan); }, ThrowsMessage<c10::Error>(HasSubstr("not finite")));
  EXPECT_THAT([&] { GradientVariance(nan); }, ThrowsMessage<c10::Error>(HasSubstr("not finite")));
  EXPECT_THAT([] { ActivationEntropy(torch::zeros({3})); }, ThrowsMessage<c10::Error>(HasSubstr("must be [T, D]")));
  EXPECT_THAT([] { EffectiveRank(torch::zeros({0, 3})); }, ThrowsMessage<c10::Error>(HasSubstr("not empty")));
  EXPECT_THAT([] { GradientVariance(torch::zeros({1, 3})); }, ThrowsMessage<c10::Error>(HasSubstr("n >= 2")));
  auto sum = [](const at::Tensor& s) { return s.sum(); };
  EXPECT_THAT(
      [&] {
        JacobianNorm(sum, torch::zeros({2, 3}), 1, 1);
      },
      ThrowsMessage<c10::Error>(HasSubstr("f must return [T, any]")));
  EXPECT_THAT(
      [&] {
        JacobianNorm(sum, torch::zeros({2, 3}), 0, 1);
      },
      ThrowsMessage<c10::Error>(HasSubstr("by 0 products")));
}

}  // namespace
}  // namespace moebench
