#include "moe_core/metrics/usage_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numeric>

namespace moebench {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

constexpr double kTolerance = 1e-12;

TEST(UsageMetricsTest, WinsCountTheFirstSlotOnly) {
  // Samples (2, 0), (2, 1), (0, 2).
  EXPECT_THAT(Top1Wins({2, 0, 2, 1, 0, 2}, 2, 4), ElementsAre(1, 0, 2, 0));
  EXPECT_THAT(Top1Wins({2, 0, 2, 1, 0, 2}, 3, 4), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(Top1Wins({}, 2, 2), ElementsAre(0, 0));
}

TEST(UsageMetricsTest, SharesSumToOne) {
  EXPECT_THAT(UsageShares({1, 0, 3}), ElementsAre(DoubleEq(0.25), 0.0, DoubleEq(0.75)));
  const std::vector<double> usage = UsageShares({7, 11, 13, 17, 19});
  EXPECT_NEAR(std::accumulate(usage.begin(), usage.end(), 0.0), 1, kTolerance);
}

// u = (1/2, 1/4, 1/4, 0), mean 1/4.
//   variance   (1/16 + 0 + 0 + 1/16) / 4 = 1/32; variation sqrt(1/32) * 4 = sqrt(1/2)
//   Gini       pairs |u_i - u_j|: .25 .25 .5 | 0 .25 | .25 = 1.5, both ways 3; 3 / (2 * 4 * 1) = 0.375
//   entropy    1/2 * 1 + 1/4 * 2 + 1/4 * 2 = 1.5 bits; of log2 4 = 2 bits: 0.75; 2^1.5 experts
TEST(UsageMetricsTest, WorkedByHand) {
  const std::vector<int64_t> wins = {4, 2, 2, 0};
  EXPECT_NEAR(CoefficientOfVariation(wins), std::sqrt(0.5), kTolerance);
  EXPECT_NEAR(GiniCoefficient(wins), 0.375, kTolerance);
  EXPECT_NEAR(UsageEntropyBits(wins), 1.5, kTolerance);
  EXPECT_NEAR(NormalizedUsageEntropy(wins), 0.75, kTolerance);
  EXPECT_NEAR(EffectiveExperts(wins), std::pow(2, 1.5), kTolerance);
}

TEST(UsageMetricsTest, EvenUsage) {
  const std::vector<int64_t> wins(16, 125);
  EXPECT_NEAR(CoefficientOfVariation(wins), 0, kTolerance);
  EXPECT_NEAR(GiniCoefficient(wins), 0, kTolerance);
  EXPECT_NEAR(UsageEntropyBits(wins), 4, kTolerance);
  EXPECT_NEAR(NormalizedUsageEntropy(wins), 1, kTolerance);
  EXPECT_NEAR(EffectiveExperts(wins), 16, 1e-11);
}

TEST(UsageMetricsTest, OneExpertWinsAll) {
  const std::vector<int64_t> wins = {0, 0, 0, 0, 500};
  EXPECT_NEAR(CoefficientOfVariation(wins), 2, kTolerance);  // sqrt(N - 1)
  EXPECT_NEAR(GiniCoefficient(wins), 0.8, kTolerance);       // 1 - 1/N
  EXPECT_NEAR(UsageEntropyBits(wins), 0, kTolerance);
  EXPECT_NEAR(NormalizedUsageEntropy(wins), 0, kTolerance);
  EXPECT_NEAR(EffectiveExperts(wins), 1, kTolerance);
}

TEST(UsageMetricsTest, ASingleExpertIsEven) {
  EXPECT_EQ(NormalizedUsageEntropy({9}), 1);
  EXPECT_EQ(GiniCoefficient({9}), 0);
  EXPECT_EQ(CoefficientOfVariation({9}), 0);
}

double GiniByPairs(const std::vector<int64_t>& wins) {
  double differences = 0;
  double total = 0;
  for (const int64_t a : wins) {
    total += a;
    for (const int64_t b : wins) differences += std::abs(static_cast<double>(a - b));
  }
  return differences / (2 * wins.size() * total);
}

TEST(UsageMetricsTest, GiniIsTheMeanDifferenceOfAllPairs) {
  const std::vector<int64_t> wins = {3, 141, 59, 26, 5, 35, 89, 79, 0, 0, 1};
  EXPECT_NEAR(GiniCoefficient(wins), GiniByPairs(wins), kTolerance);
}

TEST(UsageMetricsTest, MeasuresDoNotChangeWithOrderOrScale) {
  const std::vector<int64_t> wins = {5, 0, 2, 9};
  const std::vector<int64_t> shuffled_and_tripled = {27, 15, 6, 0};
  EXPECT_NEAR(CoefficientOfVariation(wins), CoefficientOfVariation(shuffled_and_tripled), kTolerance);
  EXPECT_NEAR(GiniCoefficient(wins), GiniCoefficient(shuffled_and_tripled), kTolerance);
  EXPECT_NEAR(EffectiveExperts(wins), EffectiveExperts(shuffled_and_tripled), kTolerance);
}

TEST(UsageMetricsTest, VariationOfLargeCountsKeepsItsDigits) {
  // Usages 0.5 +- 5e-10: the squares' difference, 2.5e-19, is below what a running sum of squares near 0.5 resolves.
  const int64_t large = 1000000000000000;
  EXPECT_NEAR(CoefficientOfVariation({large + 1000000, large - 1000000}), 1e-9, 1e-15);
}

}  // namespace
}  // namespace moebench
