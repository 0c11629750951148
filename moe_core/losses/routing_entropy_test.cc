#include "moe_core/losses/routing_entropy.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(RoutingEntropy, ByHand) {
  // Row 0 uniform over 2: ln 2. Row 1 p = (3/4, 1/4): .562335. Mean .627741.
  const at::Tensor logits = torch::tensor({{0.0, 0.0}, {std::log(3.0), 0.0}}, torch::kDouble);
  EXPECT_NEAR(RoutingEntropy(logits).item<double>(), (std::log(2.0) + 0.562335) / 2, 1e-6);
  EXPECT_NEAR(RoutingEntropy(torch::tensor({{500.0, 0.0}}, torch::kDouble)).item<double>(), 0, 1e-12);  // no 0 log 0
}

TEST(RoutingEntropy, NumericJacobian) {
  torch::manual_seed(0);
  EXPECT_LT(GradientError([](const at::Tensor& x) { return RoutingEntropy(x); }, torch::randn({4, 5})), 1e-7);
}

}  // namespace
}  // namespace moebench
