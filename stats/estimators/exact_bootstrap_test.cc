#include "stats/estimators/exact_bootstrap.h"

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

std::vector<double> Outcomes(int lower, int middle, int upper, double low = -1, double step = 1) {
  std::vector<double> sample(lower, low);
  sample.insert(sample.end(), middle, low + step);
  sample.insert(sample.end(), upper, low + 2 * step);
  return sample;
}

TEST(ExactBootstrapTest, ByHand) {
  // {0, 1}: 00 01 10 11.
  const DiscreteDistribution two = *ExactBootstrapMean({1, 0});
  EXPECT_EQ(two.value, (std::vector<double>{0, 0.5, 1}));
  EXPECT_EQ(two.probability, (std::vector<double>{0.25, 0.5, 0.25}));
  EXPECT_EQ(two.cumulative, (std::vector<double>{0.25, 0.75, 1}));
  EXPECT_EQ(two.Quantile(0), 0);
  EXPECT_EQ(two.Quantile(0.25), 0);  // the smallest value that reaches it
  EXPECT_EQ(two.Quantile(0.26), 0.5);
  EXPECT_EQ(two.Quantile(1), 1);
  const DiscreteDistribution constant = *ExactBootstrapMean({0.1, 0.1, 0.1});
  EXPECT_EQ(constant.value, std::vector<double>{0.1});
  EXPECT_EQ(constant.Quantile(0.5), 0.1);
}

TEST(ExactBootstrapTest, ThreeValuesAreEveryResampleCounted) {
  // All 6^6 resamples of -1 -1 0 0 0 1.
  const std::vector<double> sample = {-1, 0, 0, -1, 1, 0};
  std::map<int, double> counts;
  for (int code = 0; code < 46656; ++code) {
    int sum = 0;
    for (int i = 0, rest = code; i < 6; ++i, rest /= 6) sum += static_cast<int>(sample[rest % 6]);
    ++counts[sum];
  }
  const DiscreteDistribution exact = *ExactBootstrapMean(sample);
  ASSERT_EQ(exact.value.size(), counts.size());
  size_t at = 0;
  for (const auto& [sum, count] : counts) {
    EXPECT_NEAR(exact.value[at], sum / 6.0, 1e-15);
    EXPECT_NEAR(exact.probability[at++], count / 46656, 1e-15);
  }
}

TEST(ExactBootstrapTest, OutcomesAreBinomial) {
  for (const auto& [zeros, ones] : std::vector<std::pair<int, int>>{{3, 7}, {1, 999}, {9000, 1000}, {50000, 50000}}) {
    const int n = zeros + ones;
    const DiscreteDistribution exact = *ExactBootstrapMean(Outcomes(zeros, ones, 0, 0));
    double covered = 0;
    for (size_t i = 0; i < exact.value.size(); ++i) {
      const double p = BinomialPmf(std::llround(exact.value[i] * n), n, static_cast<double>(ones) / n);
      EXPECT_NEAR(exact.probability[i], p, 1e-10 * p) << exact.value[i];
      covered += p;
    }
    EXPECT_NEAR(covered, 1, 1e-11);
  }
}

// By conditioning: M of n trials are not 0, and U of those are +1.
double TrinomialSum(int sum, int lower, int middle, int upper) {
  const int n = lower + middle + upper;
  double total = 0;
  for (int m = std::abs(sum); m <= n; m += 2) {
    total += BinomialPmf(m, n, static_cast<double>(lower + upper) / n) *
             BinomialPmf((m + sum) / 2, m, static_cast<double>(upper) / (lower + upper));
  }
  return total;
}

TEST(ExactBootstrapTest, DifferencesOfOutcomesAreTrinomial) {
  const std::vector<std::vector<int>> cases = {{5, 80, 15}, {300, 600, 100}, {1, 1, 998}, {998, 1, 1}, {40, 1, 39}};
  for (const auto& c : cases) {
    const int n = c[0] + c[1] + c[2];
    const DiscreteDistribution exact = *ExactBootstrapMean(Outcomes(c[0], c[1], c[2]));
    double covered = 0;
    for (size_t i = 0; i < exact.value.size(); ++i) {
      const double p = TrinomialSum(static_cast<int>(std::lround(exact.value[i] * n)), c[0], c[1], c[2]);
      EXPECT_NEAR(exact.probability[i], p, 1e-10 * p) << n << " " << exact.value[i];
      covered += p;
    }
    EXPECT_NEAR(covered, 1, 1e-11);
  }
}

TEST(ExactBootstrapTest, LargeSamplesHaveTheMomentsOfTheBootstrap) {
  // mean = the sample's, variance = the sample's (ddof 0) over n.
  for (const auto& c : std::vector<std::vector<int>>{{99000, 1000, 0}, {20000, 500000, 30000}, {1, 100000, 90000}}) {
    const double n = c[0] + c[1] + c[2], mean = (c[2] - c[0]) / n, variance = ((c[0] + c[2]) / n - mean * mean) / n;
    const DiscreteDistribution exact = *ExactBootstrapMean(Outcomes(c[0], c[1], c[2]));
    double found = 0, spread = 0;
    for (size_t i = 0; i < exact.value.size(); ++i) found += exact.probability[i] * exact.value[i];
    for (size_t i = 0; i < exact.value.size(); ++i) {
      spread += exact.probability[i] * (exact.value[i] - found) * (exact.value[i] - found);
    }
    EXPECT_NEAR(found, mean, 1e-11);
    EXPECT_NEAR(spread / variance, 1, 1e-9);
  }
}

TEST(ExactBootstrapTest, KnowsWhatItCannotEnumerate) {
  EXPECT_TRUE(HasExactBootstrapMean({0, 1, 1, 0}));
  EXPECT_TRUE(HasExactBootstrapMean({0, -1, 1}));
  EXPECT_TRUE(HasExactBootstrapMean({2.5, 2.5}));
  EXPECT_FALSE(HasExactBootstrapMean({0, 1, 3}));
  EXPECT_FALSE(HasExactBootstrapMean({0, 1, 2, 3}));
  EXPECT_EQ(ExactBootstrapMean({0, 1, 3}).status().message(),
            "the sample has more than two values that are not three equally spaced ones; its bootstrap distribution "
            "has no short enumeration");
  EXPECT_EQ(ExactBootstrapMean({1}).status().message(), "sample has 1 value; at least 2 are needed");
  EXPECT_EQ(ExactBootstrapMean({1, std::nan("")}).status().message(), "sample[1] is nan; expected a finite number");
}

TEST(ExactBootstrapTest, TheSamplerInvertsTheDistribution) {
  for (const auto& sample : {Outcomes(3, 4, 5), Outcomes(9000, 1000, 0, 0), Outcomes(1, 1, 0)}) {
    const DiscreteDistribution exact = *ExactBootstrapMean(sample);
    const DiscreteSampler sampler(exact);
    for (size_t i = 0; i < exact.value.size(); ++i) {
      if (exact.probability[i] < 1e-12) continue;
      const double begin = i == 0 ? 0 : exact.cumulative[i - 1];
      EXPECT_EQ(sampler.Value(begin), exact.value[i]);
      EXPECT_EQ(sampler.Value(std::nextafter(exact.cumulative[i], 0)), exact.value[i]);
    }
    EXPECT_EQ(sampler.Value(0), exact.value.front());
    EXPECT_LE(sampler.Value(1 - 0x1p-53), exact.value.back());
  }
}

}  // namespace
}  // namespace moebench::stats
