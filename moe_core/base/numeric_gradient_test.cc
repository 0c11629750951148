#include "moe_core/base/numeric_gradient.h"

#include <torch/types.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(GradientError, SmallForARightGradient) {
  EXPECT_LT(GradientError([](const at::Tensor& x) { return (x * x * x).sum(); },
                          torch::tensor({1.0, -2.0, 0.5}, torch::kDouble)),
            1e-8);
}

TEST(GradientError, LargeForAWrongOne) {
  // The detached factor halves the gradient of x^2: 2x becomes x.
  EXPECT_GT(
      GradientError([](const at::Tensor& x) { return (x * x.detach()).sum(); }, torch::tensor({3.0}, torch::kDouble)),
      0.4);
}

}  // namespace
}  // namespace moebench
