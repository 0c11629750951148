#include "moe_core/metrics/expected_flops.h"

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(ExpectedFlops, TokenScopeExpertsByHand) {
  // tau (N - 1) = 4.9, 3.5, 1.4, 0
  EXPECT_EQ(TokenScopeExperts(8, .7), 3);
  EXPECT_EQ(TokenScopeExperts(6, .7), 2);
  EXPECT_EQ(TokenScopeExperts(3, .7), 1);
  EXPECT_EQ(TokenScopeExperts(1, .7), 1);
  EXPECT_EQ(TokenScopeExperts(11, .7), 4);            // 7 exactly
  EXPECT_EQ(TokenScopeExperts(11, .1 + .1 + .1), 8);  // 3 but for rounding
  EXPECT_EQ(TokenScopeExperts(5, 0), 5);
  EXPECT_EQ(TokenScopeExperts(5, 1), 1);
}

TEST(ExpectedFlops, LayerScopeExpertsByHand) {
  EXPECT_NEAR(LayerScopeExperts(8, .7), 2.457648, 1e-6);  // 2.4 + .057648
  EXPECT_NEAR(LayerScopeExperts(6, .7), 1.917649, 1e-6);  // 1.8 + .117649
  EXPECT_NEAR(LayerScopeExperts(3, .7), 1.243, 1e-6);     // .9 + .343
  EXPECT_NEAR(LayerScopeExperts(1, .7), 1, 1e-12);
  EXPECT_NEAR(LayerScopeExperts(5, 0), 5, 1e-12);
  EXPECT_NEAR(LayerScopeExperts(5, 1), 1, 1e-12);
}

TEST(ExpectedFlops, StaysBetweenOneExpertAndAll) {
  for (int64_t n = 1; n <= 64; ++n) {
    for (double tau = 0; tau <= 1; tau += .05) {
      EXPECT_GE(LayerScopeExperts(n, tau), 1 - 1e-12) << n << " " << tau;
      EXPECT_LE(LayerScopeExperts(n, tau), static_cast<double>(n)) << n << " " << tau;
      EXPECT_GE(TokenScopeExperts(n, tau), 1) << n << " " << tau;
      EXPECT_LE(TokenScopeExperts(n, tau), n) << n << " " << tau;
    }
  }
}

TEST(ExpectedFlops, OfALayerByHand) {
  // Two experts of 128 -> 128 -> 128, 65,536 each, and a gate of 8: 2,048.
  EXPECT_EQ(DynamoeFlopsPerToken(128, 128, 8, 2), 133120);
  EXPECT_EQ(DynamoeFlopsPerToken(10, 3, 4, 1.5), 1.5 * 120 + 80);
}

}  // namespace
}  // namespace moebench
