#include "stats/estimators/sums_statistic.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

std::vector<uint32_t> AllRows(size_t n) {
  std::vector<uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

TEST(SumsStatisticTest, AMeanByHand) {
  // Mean 4, deviations -3 -1 4: squares 26, cubes -27 - 1 + 64 = 36.
  const SumsStatistic mean = MeanStatistic({1, 3, 8});
  EXPECT_EQ(mean.estimate, 4);
  EXPECT_EQ(mean.columns, (std::vector<std::vector<double>>{{-3, -1, 4}}));
  EXPECT_DOUBLE_EQ(mean.StandardError(AllRows(3)), std::sqrt(26.0) / 3);  // sqrt(26 / 3) / sqrt(3)
  EXPECT_DOUBLE_EQ(mean.StandardError({0, 0, 1}), std::sqrt(4.0 / 9 + 4.0 / 9 + 16.0 / 9) / 3);
  EXPECT_DOUBLE_EQ(Jackknife(mean).Acceleration(), 36 / (6 * 26 * std::sqrt(26.0)));
}

TEST(SumsStatisticTest, ARatioByHand) {
  // (2 * 10 + 4 * 30) / 40 = 3.5; columns 10 * -1.5 and 30 * 0.5.
  const SumsStatistic ratio = RatioStatistic({2, 4}, {10, 30});
  EXPECT_EQ(ratio.estimate, 3.5);
  EXPECT_EQ(ratio.columns[0], (std::vector<double>{-15, 15}));
  const double sums[] = {-30, 20};  // the first row twice
  EXPECT_EQ(ratio.deviation(sums, 2), -1.5);
  EXPECT_DOUBLE_EQ(ratio.StandardError({0, 1}), std::sqrt(2 * 15.0 * 15) / 40);
}

TEST(SumsStatisticTest, EqualWeightsAreAMean) {
  const std::vector<double> sample = {3.1, 2.7, 4.4, 3.6}, weights(4, 7.0);
  const SumsStatistic mean = MeanStatistic(sample), ratio = RatioStatistic(sample, weights);
  EXPECT_NEAR(ratio.estimate, mean.estimate, 1e-15);
  EXPECT_NEAR(ratio.StandardError(AllRows(4)), mean.StandardError(AllRows(4)), 1e-15);
  EXPECT_NEAR(Jackknife(ratio).Acceleration(), Jackknife(mean).Acceleration(), 1e-14);
}

TEST(SumsStatisticTest, ASmallDifferenceOfPerplexitiesIsARatioTimesThePerplexity) {
  const std::vector<double> b = {3.5, 3.4, 3.8, 3.2, 3.3}, weights = {100, 20, 50, 70, 90};
  std::vector<double> a = b, difference(5);
  for (size_t i = 0; i < 5; ++i) {
    difference[i] = 1e-7 * std::sin(1.0 + static_cast<double>(i));
    a[i] += difference[i];
  }
  const SumsStatistic perplexity = PerplexityDifferenceStatistic(a, b, weights);
  const SumsStatistic ratio = RatioStatistic(difference, weights);
  const double level = std::exp(RatioStatistic(b, weights).estimate);
  EXPECT_NEAR(perplexity.estimate / level, ratio.estimate, 1e-12);
  EXPECT_NEAR(perplexity.deviation(perplexity.Sums().data(), 5), 0, 1e-12);
}

TEST(SumsStatisticTest, ConstantValuesHaveNoErrorAtAll) {
  const std::vector<double> sample(49, 0.1);  // the sum over 49 rounds
  std::vector<double> weights(49);
  for (size_t i = 0; i < 49; ++i) weights[i] = 1 + 0.3 * static_cast<double>(i);
  for (const SumsStatistic& statistic : {MeanStatistic(sample), RatioStatistic(sample, weights),
                                         PerplexityDifferenceStatistic(sample, sample, weights)}) {
    EXPECT_EQ(statistic.deviation(statistic.Sums().data(), 49), 0);
    EXPECT_EQ(statistic.StandardError(AllRows(49)), 0);
    EXPECT_EQ(Jackknife(statistic).Acceleration(), 0);
  }
  EXPECT_EQ(MeanStatistic(sample).estimate, 0.1);
}

TEST(SumsStatisticTest, TheAccelerationHasNoUnit) {
  const std::vector<double> sample = {1, 2, 2, 3, 9, 0, 1};
  const double plain = Jackknife(MeanStatistic(sample)).Acceleration();
  for (const double scale : {1e-150, 1e-9, 1e9, 1e150}) {
    std::vector<double> scaled;
    for (const double x : sample) scaled.push_back(scale * x);
    EXPECT_NEAR(Jackknife(MeanStatistic(scaled)).Acceleration(), plain, 1e-14) << scale;
  }
  std::vector<double> mirrored;
  for (const double x : sample) mirrored.push_back(-x);
  EXPECT_NEAR(Jackknife(MeanStatistic(mirrored)).Acceleration(), -plain, 1e-14);
  EXPECT_NEAR(Jackknife(MeanStatistic({1, 2, 3, 4, 5})).Acceleration(), 0, 1e-15);
}

// Mistake 10: n leave-one-out estimates from n values each. Of a million values they would take 10^12 additions, hours;
// from the sums they take milliseconds. One in ten is 1: skewness 0.8 / 0.3, over 6 sqrt(n).
TEST(SumsStatisticTest, TheJackknifeOfAMillionValuesTakesOnePass) {
  std::vector<double> sample(1000000, 0.0);
  for (size_t i = 0; i < sample.size(); i += 10) sample[i] = 1;
  EXPECT_NEAR(Jackknife(MeanStatistic(sample)).Acceleration(), 0.8 / 0.3 / 6000, 1e-10);
}

TEST(SumsStatisticTest, MomentsOfIndependentSamplesAdd) {
  const JackknifeMoments a = {2, 3, 1}, b = {1, 4, -2};
  const JackknifeMoments sum = a + b;
  EXPECT_DOUBLE_EQ(sum.squares * sum.scale * sum.scale, 4 * 3 + 4);
  EXPECT_DOUBLE_EQ(sum.cubes * sum.scale * sum.scale * sum.scale, 8 * 1 - 2);
  EXPECT_EQ((a + a.Negated()).Acceleration(), 0);
  EXPECT_EQ((JackknifeMoments() + JackknifeMoments()).Acceleration(), 0);
}

TEST(SumsStatisticTest, EqualLeftOutEstimatesHaveNoMoments) {
  const JackknifeMoments moments = MomentsOf(std::vector<double>(49, 0.1));
  EXPECT_EQ(moments.squares, 0);
  EXPECT_EQ(moments.Acceleration(), 0);
}

}  // namespace
}  // namespace moebench::stats
