#include "moe_core/routing/dynamoe_gate.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(DynamoeGate, ByHand) {
  const at::Tensor x = torch::tensor({{1.f, 2.f}, {0.f, -1.f}});
  const at::Tensor weight = torch::tensor({{3.f, 0.f}, {1.f, 1.f}, {0.f, .5f}});
  // 1*3, 1+2, 2*.5; 0, -1, -.5
  const DynamoeGates gates = ScoreGates(x, weight, 0, 1);
  EXPECT_TRUE(torch::equal(gates.clean, torch::tensor({{3.f, 3.f, 1.f}, {0.f, -1.f, -.5f}})));
  EXPECT_TRUE(gates.noisy.is_same(gates.clean));
}

TEST(DynamoeGate, NoiseIsAFunctionOfKeyAndRow) {
  const at::Tensor x = torch::zeros({50, 2}), weight = torch::ones({3, 2});
  const at::Tensor noise = ScoreGates(x, weight, .5, 9).noisy;
  EXPECT_TRUE(torch::equal(noise, ScoreGates(x, weight, .5, 9).noisy));
  EXPECT_TRUE(torch::equal(noise.slice(0, 0, 7), ScoreGates(x.slice(0, 0, 7), weight, .5, 9).noisy));
  EXPECT_FALSE(torch::equal(noise, ScoreGates(x, weight, .5, 10).noisy));
  EXPECT_TRUE(torch::allclose(ScoreGates(x, weight, 1, 9).noisy, 2 * noise));
}

// 30,000 draws: the mean is within 5 / sqrt(30000) = .0289 standard deviations of 0 and the standard deviation within
// 5 / sqrt(60000) = .0204 of 1 but once in 1.7 million, each, for a random key; the key is fixed.
TEST(DynamoeGate, NoiseIsStandardNormalTimesSigma) {
  const at::Tensor x = torch::zeros({10000, 1}, torch::kDouble), weight = torch::ones({3, 1});
  const at::Tensor noise = ScoreGates(x, weight, .1, 4).noisy / .1;
  EXPECT_NEAR(noise.mean().item<double>(), 0, .0289);
  EXPECT_NEAR(noise.std().item<double>(), 1, .0204);
}

TEST(DynamoeGate, NumericJacobian) {
  torch::manual_seed(3);
  const at::Tensor x = torch::randn({4, 3}, torch::kDouble), direction = torch::randn({4, 2}, torch::kDouble);
  auto loss = [&](const at::Tensor& weight) { return (ScoreGates(x, weight, .1, 5).noisy.square() * direction).sum(); };
  EXPECT_LT(GradientError(loss, torch::randn({2, 3}, torch::kDouble)), 1e-7);
}

TEST(DynamoeGate, NewWeightsFillTheirRange) {
  torch::manual_seed(4);
  const at::Tensor weight = NewGateWeight(64, 16);
  EXPECT_EQ(weight.sizes(), (at::IntArrayRef{64, 16}));
  EXPECT_LE(weight.abs().max().item<float>(), .25f);
  EXPECT_GT(weight.abs().max().item<float>(), .24f);
  EXPECT_LT(weight.mean().abs().item<float>(), .023f);  // 5 standard deviations of .25 / sqrt(3) / 32
}

}  // namespace
}  // namespace moebench
