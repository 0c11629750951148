#include "moe_core/losses/similarity_loss.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(PrototypeOrthogonality, ByHand) {
  // Cosines: (0,1) 0, (0,2) .6, (1,2) .8 -> squares 0, .36, .64; mean over three pairs 1/3.
  const at::Tensor prototypes = torch::tensor({{2.0, 0.0}, {0.0, 1.0}, {3.0, 4.0}}, torch::kDouble);
  EXPECT_NEAR(PrototypeOrthogonality(prototypes).item<double>(), 1.0 / 3, 1e-12);
  EXPECT_EQ(PrototypeOrthogonality(torch::ones({1, 4})).item<double>(), 0);
}

TEST(PrototypeOrthogonality, NumericJacobian) {
  torch::manual_seed(0);
  EXPECT_LT(GradientError([](const at::Tensor& x) { return PrototypeOrthogonality(x); }, torch::randn({4, 3})), 1e-7);
}

TEST(ExpertSimilarity, ByHand) {
  // Sample 0, centred: (1,-1), (2,-2), (-1,1): cosines 1, -1, -1 -> mean -1/3. Sample 1: all equal direction -> 1.
  const at::Tensor logits =
      torch::tensor({{{3.0, 1.0}, {4.0, 0.0}, {0.0, 2.0}}, {{1.0, 0.0}, {2.0, 0.0}, {3.0, 1.0}}}, torch::kDouble);
  EXPECT_NEAR(ExpertSimilarity(logits).item<double>(), (-1.0 / 3 + 1) / 2, 1e-12);
  EXPECT_EQ(ExpertSimilarity(torch::randn({2, 1, 3})).item<double>(), 0);
}

TEST(ExpertSimilarity, EqualsThePairLoopAndItsJacobian) {
  torch::manual_seed(1);
  constexpr int64_t T = 6, E = 4, C = 5;
  const at::Tensor logits = torch::randn({T, E, C}, torch::kDouble);
  double sum = 0;
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t i = 0; i < E; ++i) {
      for (int64_t j = 0; j < E; ++j) {
        if (i == j) continue;
        const at::Tensor a = logits[t][i] - logits[t][i].mean(), b = logits[t][j] - logits[t][j].mean();
        sum += (a.dot(b) / (a.norm() * b.norm())).item<double>();
      }
    }
  }
  EXPECT_NEAR(ExpertSimilarity(logits).item<double>(), sum / (T * E * (E - 1)), 1e-12);
  EXPECT_LT(GradientError([](const at::Tensor& x) { return ExpertSimilarity(x); }, logits), 1e-7);
}

}  // namespace
}  // namespace moebench
