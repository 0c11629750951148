#include "stats/equivalence/linearized_units.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Values = std::vector<double>;

Values Uniform(uint64_t stream, int n, double from, double to) {
  CounterRandom random(23, stream);
  Values values;
  for (int i = 0; i < n; ++i) values.push_back(from + (to - from) * random.Uniform());
  return values;
}

TEST(LinearizedUnitsTest, ByHand) {
  // Mean (1 x 2 + 3 x 4) / 4 = 3.5, mean weight 2: 3.5 + 1/2 (2 - 3.5), 3.5 + 3/2 (4 - 3.5).
  EXPECT_THAT(*LinearizedUnits({2, 4}, {1, 3}, RunScale::kMean), ElementsAre(DoubleEq(2.75), DoubleEq(4.25)));
  // Mean 1, exp 1 = e: e (1 - 1), e (1 + 1).
  EXPECT_THAT(*LinearizedUnits({0, 2}, {}, RunScale::kPerplexity), ElementsAre(0, DoubleEq(2 * std::exp(1.0))));
  EXPECT_THAT(*LinearizedUnits({5, 7, 1}, {}, RunScale::kMean), ElementsAre(5, 7, 1));
}

TEST(LinearizedUnitsTest, TheMeanIsTheRunsValue) {
  const Values x = Uniform(1, 200, 2, 5), w = Uniform(2, 200, 10, 512);
  const double mean = *WeightedMean(x, w);
  EXPECT_NEAR(*Mean(*LinearizedUnits(x, w, RunScale::kMean)), mean, 1e-12);
  EXPECT_NEAR(*Mean(*LinearizedUnits(x, w, RunScale::kPerplexity)), std::exp(mean), 1e-11);
  EXPECT_NEAR(*WeightedMean(*LinearizedWeightedUnits(x, w, RunScale::kPerplexity), w), std::exp(mean), 1e-11);
  EXPECT_EQ(*LinearizedWeightedUnits(x, w, RunScale::kMean), x);
}

// The standard errors agree with the bootstrap's, whose own relative error at 10,000 resamples is .007: 0.03 is 4 of
// it.
TEST(LinearizedUnitsTest, StandardErrorsAreThoseOfTheBootstrap) {
  const Values x = Uniform(3, 400, 2, 5), w = Uniform(4, 400, 10, 512), y = Uniform(5, 400, 2, 5);
  const auto error = [](const Values& z) { return *StandardDeviation(z) / std::sqrt(static_cast<double>(z.size())); };
  EXPECT_NEAR(error(*LinearizedUnits(x, w, RunScale::kMean)) / BootstrapRatio(x, w, {})->standard_error, 1, 0.03);
  const Values a = *LinearizedUnits(x, w, RunScale::kPerplexity), b = *LinearizedUnits(y, w, RunScale::kPerplexity);
  Values difference;
  for (size_t i = 0; i < a.size(); ++i) difference.push_back(a[i] - b[i]);
  EXPECT_NEAR(error(difference) / BootstrapPerplexityDifference(x, y, w, {})->standard_error, 1, 0.03);
}

std::string Refusal(const Values& values, const Values& weights, RunScale scale = RunScale::kMean) {
  return std::string(LinearizedUnits(values, weights, scale).status().message());
}

TEST(LinearizedUnitsTest, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(Refusal({}, {}), "values has 0 values; at least 1 are needed");
  EXPECT_EQ(Refusal({1, 2}, {1}), "there are 2 values and 1 weights; expected one each, or none");
  EXPECT_EQ(Refusal({1, 2}, {1, 0}), "weights[1] is 0; expected a finite number above 0");
  EXPECT_THAT(Refusal({1, std::numeric_limits<double>::quiet_NaN()}, {}), HasSubstr("is nan"));
  EXPECT_EQ(Refusal({1000, 1000}, {}, RunScale::kPerplexity), "the mean loss is 1000; its exponential overflows");
}

}  // namespace
}  // namespace moebench::stats
