#include "moe_core/ecology/tier_transition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace moebench {
namespace {

using ::testing::ElementsAre;

TierPartition TwoAndTwo() {
  EcologyConfig config;
  config.add_tiers(2);
  config.add_tiers(2);
  return *TierPartition::Make(config, 4);
}

// Experts 0, 1 are T0 and 2, 3 are T1. Five samples (first, second):
//   (0,1) T0->T0   (1,0) T0->T0   (0,3) T0->T1   (2,1) T1->T0   (1,0) T0->T0
TEST(TierTransitionTest, WorkedByHand) {
  const std::vector<int32_t> expert = {0, 1, 1, 0, 0, 3, 2, 1, 1, 0};
  const std::vector<double> transition = TierTransition(TwoAndTwo(), expert, 2);
  EXPECT_THAT(transition, ElementsAre(0.6, 0.2, 0.2, 0.0));
  EXPECT_DOUBLE_EQ(TierSelfLoop(transition, 2, 0).joint, 0.6);
  EXPECT_DOUBLE_EQ(*TierSelfLoop(transition, 2, 0).conditional, 0.75);  // 3 of the 4 samples T0 wins
  EXPECT_DOUBLE_EQ(TierSelfLoop(transition, 2, 1).joint, 0.0);
  EXPECT_DOUBLE_EQ(*TierSelfLoop(transition, 2, 1).conditional, 0.0);
}

TEST(TierTransitionTest, ReadsTheFirstTwoSlotsOnly) {
  const std::vector<int32_t> expert = {0, 2, 1, 3, 1, 0};
  EXPECT_THAT(TierTransition(TwoAndTwo(), expert, 3), ElementsAre(0.0, 0.5, 0.5, 0.0));
}

TEST(TierTransitionTest, FlatIsOneSelfLoop) {
  const TierPartition flat = *TierPartition::Make(EcologyConfig(), 4);
  EXPECT_THAT(TierTransition(flat, {0, 1, 3, 2}, 2), ElementsAre(1.0));
}

TEST(TierTransitionTest, SumsToOneForCountsThatDoNotDivideEvenly) {
  std::vector<int32_t> expert;
  for (int t = 0; t < 997; ++t) {
    expert.push_back(t % 4);
    expert.push_back((t / 4 + t + 1) % 4);
  }
  const std::vector<double> transition = TierTransition(TwoAndTwo(), expert, 2);
  EXPECT_NEAR(std::accumulate(transition.begin(), transition.end(), 0.0), 1.0, 1e-12);
}

TEST(TierSelfLoopTest, GivesThePapersJointAndConditionalShares) {
  // Tiny ImageNet, 16 experts, E30. T0 wins 65.3 + 6.0 + 11.6 = 82.9 %.
  const std::vector<double> sixteen = {.653, .060, .116, .016, .000, .006, .097, .015, .037};
  EXPECT_DOUBLE_EQ(TierSelfLoop(sixteen, 3, 0).joint, 0.653);
  EXPECT_NEAR(*TierSelfLoop(sixteen, 3, 0).conditional, 0.788, 5e-4);
  // 32 experts, E50: 17.5 / 43.4.
  const std::vector<double> thirty_two = {.175, .127, .132, .152, .037, .105, .143, .079, .051};
  EXPECT_NEAR(*TierSelfLoop(thirty_two, 3, 0).conditional, 0.403, 5e-4);
}

TEST(TierSelfLoopTest, IsAbsentGivenATierThatWonNothing) {
  EXPECT_FALSE(TierSelfLoop({1.0, 0.0, 0.0, 0.0}, 2, 1).conditional.has_value());
}

}  // namespace
}  // namespace moebench
