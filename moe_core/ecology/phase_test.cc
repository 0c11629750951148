#include "moe_core/ecology/phase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace moebench {
namespace {

using ::testing::HasSubstr;

Phase Final(absl::Span<const int> dead) { return *ClassifyPhase(dead, PhaseRule{}); }

Phase Strict(absl::Span<const int> dead, size_t first_after_warmup) {
  return *ClassifyPhase(dead, PhaseRule{/*strict=*/true, first_after_warmup});
}

TEST(PhaseTest, TinyImageNetRevivalTableIsReversible) {  // E0 ... E80: 4 < 12
  EXPECT_EQ(Final({4, 12, 8, 7, 7, 7, 5, 5, 4}), Phase::kReversible);
}

TEST(PhaseTest, TinyImageNetFourTierSeedAIsReversible) {  // E0 ... E90, E99: 4 < 9
  EXPECT_EQ(Final({5, 9, 7, 8, 7, 7, 7, 7, 6, 4, 4}), Phase::kReversible);
}

TEST(PhaseTest, WithoutBalanceTheCountStaysAtTwelveAndIsCollapsed) {
  EXPECT_EQ(Final({12, 12, 12, 12, 12, 12, 12, 12, 12}), Phase::kCollapsed);
}

TEST(PhaseTest, OrthoSweepsWithoutAnyDeadAreHealthyByBothRules) {
  EXPECT_EQ(Final({0, 0, 0, 0}), Phase::kHealthy);
  EXPECT_EQ(Strict({0, 0, 0, 0}, 0), Phase::kHealthy);
}

TEST(PhaseTest, WarmUpAblationEndsHealthyButNotStrictly) {
  // CIFAR-100 with warm-up: peak 13, none by E80. The published points of the series, E10 and E80 ... E99.
  EXPECT_EQ(Final({13, 0, 0, 0}), Phase::kHealthy);
  EXPECT_EQ(Strict({13, 0, 0, 0}, 0), Phase::kReversible);
  EXPECT_EQ(Strict({13, 0, 0, 0}, 1), Phase::kHealthy);
  // CIFAR-100 with four tiers: none from E60 on.
  EXPECT_EQ(Final({3, 2, 1, 0, 0, 0, 0, 0}), Phase::kHealthy);
}

TEST(PhaseTest, OneCountIsItsOwnPeak) {
  EXPECT_EQ(Final({2}), Phase::kCollapsed);   // CIFAR-10 at E = 0.3
  EXPECT_EQ(Final({25}), Phase::kCollapsed);  // 32 experts at E40
  EXPECT_EQ(Final({0}), Phase::kHealthy);
}

TEST(PhaseTest, ReturningToThePeakIsCollapsed) {
  EXPECT_EQ(Final({5, 2, 5}), Phase::kCollapsed);
  EXPECT_EQ(Final({0, 0, 1}), Phase::kCollapsed);
}

TEST(PhaseTest, StrictAgreesWithTheFinalRuleWhereTheRunEndsWithDead) {
  EXPECT_EQ(Strict({4, 12, 8, 4}, 2), Phase::kReversible);
  EXPECT_EQ(Strict({12, 12}, 1), Phase::kCollapsed);
}

TEST(PhaseTest, StrictStillLooksAtTheLastEvaluationOfARunWithinWarmUp) {
  EXPECT_EQ(Strict({3, 1}, 9), Phase::kReversible);
  EXPECT_EQ(Strict({3, 0}, 9), Phase::kHealthy);
}

TEST(PhaseTest, RefusesAnEmptySeries) {
  EXPECT_THAT(std::string(ClassifyPhase({}, PhaseRule{}).status().message()), HasSubstr("at least one evaluation"));
}

TEST(PhaseTest, Names) {
  EXPECT_EQ(PhaseName(Phase::kHealthy), "healthy");
  EXPECT_EQ(PhaseName(Phase::kReversible), "reversible");
  EXPECT_EQ(PhaseName(Phase::kCollapsed), "collapsed");
}

}  // namespace
}  // namespace moebench
