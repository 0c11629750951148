#include "stats/equivalence/comparison.h"

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

// A 90 % interval of half-width `half90` and a 95 % one of `half95` around `difference`, with a margin of 0.03.
Decision DecisionOf(double difference, double half90, double half95) {
  Comparison comparison;
  comparison.difference = difference;
  comparison.standard_error = half90 / 1.645;
  comparison.margin = {-0.03, 0.03};
  comparison.equivalence_interval = {difference - half90, difference + half90, 0.90};
  comparison.difference_interval = {difference - half95, difference + half95, 0.95};
  return Decide(comparison);
}

TEST(ComparisonTest, EquivalenceAndDifferenceMakeFourDecisions) {
  EXPECT_EQ(DecisionOf(0.001, 0.010, 0.012), Decision::kEquivalent);
  EXPECT_EQ(DecisionOf(0.015, 0.010, 0.012), Decision::kBoth);       // [.005, .025] in, [.003, .027] without 0
  EXPECT_EQ(DecisionOf(0.025, 0.010, 0.012), Decision::kDifferent);  // [.015, .035] out
  EXPECT_EQ(DecisionOf(0.001, 0.040, 0.048), Decision::kInconclusive);
  EXPECT_EQ(DecisionOf(0.001, 0, 0), Decision::kDegenerate);
}

TEST(ComparisonTest, ABoundThatIsTouchedIsInside) {
  Comparison comparison;
  comparison.standard_error = 1;
  comparison.margin = {-0.03, 0.03};
  comparison.equivalence_interval = {-0.03, 0.01, 0.90};
  comparison.difference_interval = {-0.04, 0.02, 0.95};
  EXPECT_EQ(Decide(comparison), Decision::kEquivalent);
  comparison.equivalence_interval.lower = -0.0300001;
  EXPECT_EQ(Decide(comparison), Decision::kInconclusive);
}

TEST(ComparisonTest, ABoundTouchedInDecimalsIsInside) {
  Comparison comparison;
  comparison.standard_error = 1;
  comparison.margin = {-0.03, 0.03};
  comparison.equivalence_interval = {3.52 - 3.55, 0.01, 0.90};  // -0.02999999999999980 or -0.0300...02, as it rounds
  comparison.difference_interval = {-0.04, 0.02, 0.95};
  EXPECT_EQ(Decide(comparison), Decision::kEquivalent);
  comparison.equivalence_interval = {-0.01, 33.53 - 33.5, 0.90};  // 0.03000000000000114 exceeds 0.03
  ASSERT_GT(comparison.equivalence_interval.upper, 0.03);
  EXPECT_EQ(Decide(comparison), Decision::kEquivalent);
}

TEST(ComparisonTest, InsideAndOutsideLeaveAGap) {
  const Margin margin = {-1, 2};
  EXPECT_TRUE(LiesInside({-1, 2, 0.9}, margin));
  EXPECT_FALSE(LiesOutside({-1, 2, 0.9}, margin));
  EXPECT_FALSE(LiesOutside({2, 3, 0.9}, margin)) << "a touched bound belongs to the margin";
  EXPECT_FALSE(LiesInside({1.9, 2.1, 0.9}, margin));
  EXPECT_FALSE(LiesOutside({1.9, 2.1, 0.9}, margin));
  EXPECT_TRUE(LiesOutside({2.1, 3, 0.9}, margin));
  EXPECT_TRUE(LiesOutside({-3, -1.1, 0.9}, margin));
}

TEST(ComparisonTest, TheSmallestMarginIsTheLargerEnd) {
  Comparison comparison;
  comparison.equivalence_interval = {-0.03, 0.01, 0.90};
  EXPECT_EQ(SmallestMargin(comparison), 0.03);
  comparison.equivalence_interval = {0.005, 0.04, 0.90};
  EXPECT_EQ(SmallestMargin(comparison), 0.04);
}

TEST(ComparisonTest, RoundingIsNoVariance) {
  EXPECT_TRUE(IsRoundingError(0, 0));
  EXPECT_TRUE(IsRoundingError(1e-16, 0.3));
  EXPECT_FALSE(IsRoundingError(1e-14, 0.3));
  EXPECT_FALSE(IsRoundingError(1e-300, 0));
}

TEST(ComparisonTest, AZeroOnTheBoundIsNoDifference) {
  Comparison comparison;
  comparison.standard_error = 1;
  comparison.margin = {-0.01, 0.01};
  comparison.equivalence_interval = {0.001, 0.03, 0.90};
  comparison.difference_interval = {0, 0.04, 0.95};
  EXPECT_EQ(Decide(comparison), Decision::kInconclusive);
}

TEST(ComparisonTest, Names) {
  EXPECT_STREQ(DecisionName(Decision::kBoth), "both");
  EXPECT_STREQ(InferenceUnitName(InferenceUnit::kSeedsAndBatches), "seeds and batches");
}

}  // namespace
}  // namespace moebench::stats
