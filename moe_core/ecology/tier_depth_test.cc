#include "moe_core/ecology/tier_depth.h"

#include <gtest/gtest.h>

#include <vector>

namespace moebench {
namespace {

const std::vector<int>& FourByFour() {
  static const auto* const sizes = new std::vector<int>{4, 4, 4, 4};
  return *sizes;
}

// Tiny ImageNet, 4:4:4:4, E99. Each tier holds a quarter of the experts, so dominance starts above 31.25 %.
TEST(DominanceLabelTest, GivesThePapersLabelsOfSeedsABC) {
  EXPECT_EQ(DominanceLabel({0.451, 0.182, 0.091, 0.275}, FourByFour(), EcologyConfig()), "T0");
  EXPECT_EQ(DominanceLabel({0.164, 0.162, 0.213, 0.461}, FourByFour(), EcologyConfig()), "T3");
  EXPECT_EQ(DominanceLabel({0.326, 0.347, 0.128, 0.199}, FourByFour(), EcologyConfig()), "T0+T1");
}

TEST(DominanceLabelTest, IsRelativeToTheShareOfExperts) {
  // 8:4:4 with 55 / 25 / 20 %: T0 would need more than 62.5 %, T1 and T2 more than 31.25 %.
  EXPECT_EQ(DominanceLabel({0.55, 0.25, 0.20}, {8, 4, 4}, EcologyConfig()), "none");
  EXPECT_EQ(DominanceLabel({0.55, 0.35, 0.10}, {8, 4, 4}, EcologyConfig()), "T1");
}

TEST(DominanceLabelTest, TheBoundaryAndFlatAreNotDominant) {
  EXPECT_EQ(DominanceLabel({0.3125, 0.3125, 0.25, 0.125}, FourByFour(), EcologyConfig()), "none");
  EXPECT_EQ(DominanceLabel({1.0}, {16}, EcologyConfig()), "none");
}

TEST(EffectiveDepthTest, GivesThePapersDepths) {
  EXPECT_EQ(EffectiveDepth({0.306, 0.253, 0.209, 0.232}, EcologyConfig()), 4);  // CIFAR-100
  EXPECT_EQ(EffectiveDepth({0.451, 0.182, 0.091, 0.275}, EcologyConfig()), 3);  // Tiny ImageNet, seed A
  EXPECT_EQ(EffectiveDepth({0.829, 0.022, 0.149}, EcologyConfig()), 2);         // Tiny ImageNet, 8:4:4 at E30
}

TEST(DominanceLabelTest, TheRatioComesFromTheConfiguration) {
  EcologyConfig config;
  config.set_dominance_ratio(1);
  EXPECT_EQ(DominanceLabel({0.25, 0.26, 0.27, 0.22}, FourByFour(), config), "T1+T2");
  config.set_dominance_ratio(2);
  EXPECT_EQ(DominanceLabel({0.451, 0.182, 0.091, 0.275}, FourByFour(), config), "none");
}

TEST(EffectiveDepthTest, ATenthCounts) {
  EXPECT_EQ(EffectiveDepth({0.9, 0.1}, EcologyConfig()), 2);
  EXPECT_EQ(EffectiveDepth({0.9001, 0.0999}, EcologyConfig()), 1);
}

TEST(EffectiveDepthTest, TheThresholdComesFromTheConfiguration) {
  EcologyConfig config;
  config.set_effective_depth_usage(0.2);
  EXPECT_EQ(EffectiveDepth({0.451, 0.182, 0.091, 0.275}, config), 2);
  config.set_effective_depth_usage(0);
  EXPECT_EQ(EffectiveDepth({1, 0, 0}, config), 3);
}

}  // namespace
}  // namespace moebench
