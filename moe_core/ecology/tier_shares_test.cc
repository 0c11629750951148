#include "moe_core/ecology/tier_shares.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

TierPartition Tiers(const std::vector<int>& sizes) {
  EcologyConfig config;
  int total = 0;
  for (const int size : sizes) {
    config.add_tiers(size);
    total += size;
  }
  return *TierPartition::Make(config, total);
}

constexpr EcologyClass kDead = EcologyClass::kDead;
constexpr EcologyClass kPure = EcologyClass::kPureCore;

// Five samples, tiers {0, 1}, {2}, {3}:
//   top-1       0     1     0     2     1     -> T0 wins 4 of 5, T1 one, T2 none
//   confidence  .39   .40   .80   .81   .10   -> hard: samples 0 and 4, both T0's; easy: sample 3 alone, T1's
TEST(TierSharesTest, WorkedByHand) {
  const std::vector<int32_t> top1 = {0, 1, 0, 2, 1};
  const std::vector<float> confidence = {0.39f, 0.40f, 0.80f, 0.81f, 0.10f};
  const std::vector<EcologyClass> classes = {kPure, kDead, kPure, kDead};
  const std::vector<TierShare> shares = TierShares(Tiers({2, 1, 1}), top1, confidence, classes, EcologyConfig());
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_DOUBLE_EQ(shares[0].usage, 0.8);
  EXPECT_DOUBLE_EQ(*shares[0].hard_share, 0.5);
  EXPECT_DOUBLE_EQ(*shares[0].easy_share, 0.0);
  EXPECT_EQ(shares[0].alive, 1);
  EXPECT_DOUBLE_EQ(shares[1].usage, 0.2);
  EXPECT_DOUBLE_EQ(*shares[1].hard_share, 0.0);
  EXPECT_DOUBLE_EQ(*shares[1].easy_share, 1.0);
  EXPECT_EQ(shares[1].alive, 1);
  EXPECT_DOUBLE_EQ(shares[2].usage, 0.0);
  EXPECT_FALSE(shares[2].hard_share.has_value());
  EXPECT_FALSE(shares[2].easy_share.has_value());
  EXPECT_EQ(shares[2].alive, 0);
}

TEST(TierSharesTest, ConfidenceThresholdsComeFromTheConfiguration) {
  EcologyConfig config;
  config.set_hard_confidence(0.2);
  config.set_easy_confidence(0.3);
  const std::vector<int32_t> top1 = {0, 0, 0, 0};
  const std::vector<float> confidence = {0.1f, 0.2f, 0.3f, 0.4f};
  const std::vector<EcologyClass> classes = {kPure};
  const std::vector<TierShare> shares = TierShares(Tiers({1}), top1, confidence, classes, config);
  EXPECT_DOUBLE_EQ(*shares[0].hard_share, 0.25);
  EXPECT_DOUBLE_EQ(*shares[0].easy_share, 0.25);
}

std::vector<TierShare> WithHardShares(const std::vector<std::optional<double>>& hard) {
  std::vector<TierShare> tiers(hard.size());
  for (size_t i = 0; i < hard.size(); ++i) tiers[i].hard_share = hard[i];
  return tiers;
}

TEST(HardRatioTest, GivesThePapersValues) {
  EXPECT_NEAR(*HardRatioTier0Tier2(WithHardShares({0.072, std::nullopt, 0.054})), 1.3, 0.05);  // 32 experts, E50
  EXPECT_NEAR(*HardRatioTier0Tier2(WithHardShares({0.120, std::nullopt, 0.082})), 1.5, 0.05);  // 16 experts, E30
}

TEST(HardRatioTest, IsAbsentWhereItHasNoMeaning) {
  EXPECT_FALSE(HardRatioTier0Tier2(WithHardShares({0.1, 0.2})).has_value());
  EXPECT_FALSE(HardRatioTier0Tier2(WithHardShares({0.1, 0.2, std::nullopt})).has_value());
  EXPECT_FALSE(HardRatioTier0Tier2(WithHardShares({std::nullopt, 0.2, 0.1})).has_value());
  EXPECT_FALSE(HardRatioTier0Tier2(WithHardShares({0.1, 0.2, 0.0})).has_value());
}

TEST(HardRatioTest, FourTiersStillCompareT0WithT2) {
  EXPECT_DOUBLE_EQ(*HardRatioTier0Tier2(WithHardShares({0.5, 0.1, 0.25, 0.9})), 2.0);
}

}  // namespace
}  // namespace moebench
