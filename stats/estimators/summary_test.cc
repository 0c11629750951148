#include "stats/estimators/summary.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(SummaryTest, ByHand) {
  // Mean 5, deviations -3 -1 -1 -1 0 0 2 4, squares 9 1 1 1 0 0 4 16 = 32.
  const std::vector<double> sample = {2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(*Mean(sample), 5);
  EXPECT_DOUBLE_EQ(*Variance(sample, 0), 4);
  EXPECT_DOUBLE_EQ(*Variance(sample), 32.0 / 7);
  EXPECT_DOUBLE_EQ(*StandardDeviation(sample, 0), 2);
  EXPECT_DOUBLE_EQ(*Median(sample), 4.5);
  EXPECT_DOUBLE_EQ(*Quantile(sample, 0.25), 4);    // rank 1.75: 4 + .75 (4 - 4)
  EXPECT_DOUBLE_EQ(*Quantile(sample, 0.75), 5.5);  // rank 5.25: 5 + .25 (7 - 5)
  EXPECT_DOUBLE_EQ(*Quantile(sample, 0), 2);
  EXPECT_DOUBLE_EQ(*Quantile(sample, 1), 9);
  EXPECT_DOUBLE_EQ(*InterquartileMean(sample), 4.5);  // 4 4 5 5
  EXPECT_DOUBLE_EQ(*WeightedMean({1, 4}, {3, 1}), 1.75);
}

TEST(SummaryTest, TheInterquartileMeanSplitsObservations) {
  // n = 5: the middle half is [1.25, 3.75) of [0, 5): 0.75 of 10, all of 20, 0.75 of 40.
  EXPECT_DOUBLE_EQ(*InterquartileMean({1, 10, 20, 40, 1000}), (0.75 * 10 + 20 + 0.75 * 40) / 2.5);
  EXPECT_DOUBLE_EQ(*InterquartileMean({1, 3}), 2);
}

TEST(SummaryTest, ThePapersSpread) {
  // EQUIFINALITY's wide, seeds 42, 137, 7: mean 34.21667, deviations -.28667 .13333 .15333.
  EXPECT_NEAR(*StandardDeviation({33.93, 34.35, 34.37}), 0.24846, 1e-5);
}

TEST(SummaryTest, ASmallSpreadAroundALargeMeanIsFound) {
  const std::vector<double> sample = {1e9 + 1, 1e9 + 2, 1e9 + 3};
  EXPECT_DOUBLE_EQ(*Variance(sample), 1);
  EXPECT_EQ(*Variance({0.1, 0.1, 0.1}), 0);
  EXPECT_DOUBLE_EQ(*Mean({1e100, 1, -1e100}), 1.0 / 3);
}

std::string Refusal(const absl::StatusOr<double>& result) { return std::string(result.status().message()); }

TEST(SummaryTest, RefusesWhatHasNoAnswer) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Refusal(Mean({})), "sample has 0 values; at least 1 are needed");
  EXPECT_EQ(Refusal(Variance({1})), "sample has 1 value; at least 2 are needed");
  EXPECT_EQ(Refusal(Variance({1, 2}, 2)), "ddof is 2; expected 0 (population) or 1 (sample)");
  EXPECT_EQ(Refusal(Quantile({1, 2}, 1.5)), "q is 1.5; expected 0 to 1");
  EXPECT_FALSE(Quantile({1, 2}, nan).ok());
  EXPECT_EQ(Refusal(Median({1, nan})), "sample[1] is nan; expected a finite number");
  EXPECT_EQ(Refusal(WeightedMean({1, 2}, {1})), "there are 2 values and 1 weights; expected one each");
  EXPECT_EQ(Refusal(WeightedMean({1, 2}, {1, -1})), "weights[1] is -1; expected 0 or more");
  EXPECT_EQ(Refusal(WeightedMean({1, 2}, {0, 0})), "the weights sum to 0; at least one must be positive");
}

}  // namespace
}  // namespace moebench::stats
