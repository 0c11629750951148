#include "stats/estimators/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/estimators/distributions.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

BootstrapOptions Options(int resamples, uint64_t seed = 42, int num_threads = 0) {
  BootstrapOptions options;
  options.resamples = resamples;
  options.seed = seed;
  options.num_threads = num_threads;
  return options;
}

std::vector<double> Losses(size_t n, uint64_t stream = 0) {
  CounterRandom random(2024, stream);
  std::vector<double> losses(n);
  for (double& loss : losses) loss = 3.5 + 0.2 * NormalQuantile(random.Uniform() + 0x1p-54);
  return losses;
}

std::vector<double> Tokens(size_t n) {
  CounterRandom random(2025, 0);
  std::vector<double> tokens(n);
  for (double& count : tokens) count = 16 + random.Below(500);
  return tokens;
}

double PlainMean(absl::Span<const double> sample) { return *Mean(sample); }

void ExpectAllNear(const std::vector<double>& found, const std::vector<double>& wanted, double tolerance) {
  ASSERT_EQ(found.size(), wanted.size());
  for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], wanted[i], tolerance) << i;
}

absl::StatusOr<BootstrapReplicates> OfCase(const nlohmann::json& of, const BootstrapOptions& options) {
  using Column = std::vector<double>;
  const auto column = [&](int sample, int c) { return of["samples"][sample][c].get<Column>(); };
  if (of["name"] == "mean") return BootstrapMean(column(0, 0), options);
  if (of["name"] == "ratio") return BootstrapRatio(column(0, 0), column(0, 1), options);
  if (of["name"] == "two_sample") return BootstrapTwoSample(column(0, 0), column(1, 0), options);
  return BootstrapPerplexityDifference(column(0, 0), column(0, 1), column(0, 2), options);
}

TEST(BootstrapTest, EveryResampleIsThatOfThePlainLoops) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/bootstrap_reference.json")));
  ASSERT_EQ(reference["cases"].size(), 5u);
  for (const auto& of : reference["cases"]) {
    SCOPED_TRACE(of["name"].get<std::string>());
    BootstrapOptions options = Options(reference["resamples"], reference["seed"]);
    options.standard_errors = true;
    const BootstrapReplicates ours = *OfCase(of, options);
    EXPECT_NEAR(ours.estimate, of["estimate"], 1e-13);
    EXPECT_NEAR(ours.standard_error, of["standard_error"], 1e-13);
    EXPECT_NEAR(*ours.acceleration, of["acceleration"].get<double>(), 1e-10);
    EXPECT_NEAR(ours.sample_error, of["sample_error"], 1e-6);  // the reference differentiates numerically
    ExpectAllNear(ours.replicate, of["replicate"], 1e-12);
    ExpectAllNear(ours.replicate_error, of["replicate_error"], 1e-6);
  }
}

TEST(BootstrapTest, TheSameBitsForAnyNumberOfThreads) {
  const std::vector<double> a = Losses(300), b = Losses(300, 1), tokens = Tokens(300);
  for (const bool errors : {false, true}) {
    const auto all = [&](int threads) {
      BootstrapOptions options = Options(3000, 7, threads);
      options.standard_errors = errors;
      std::vector<BootstrapReplicates> results = {*BootstrapMean(a, options), *BootstrapRatio(a, tokens, options),
                                                  *BootstrapTwoSample(a, b, options),
                                                  *BootstrapPerplexityDifference(a, b, tokens, options)};
      if (!errors) results.push_back(*Bootstrap(a, PlainMean, options));
      return results;
    };
    const auto one = all(1);
    for (const int threads : {2, 7, 0}) {
      const auto many = all(threads);
      for (size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].replicate, many[i].replicate) << i << " with " << threads;
        EXPECT_EQ(one[i].replicate_error, many[i].replicate_error) << i << " with " << threads;
      }
    }
  }
}

TEST(BootstrapTest, FewerResamplesAreTheFirstOfMore) {
  const std::vector<double> sample = Losses(80);
  const BootstrapReplicates few = *BootstrapMean(sample, Options(133));
  const BootstrapReplicates many = *BootstrapMean(sample, Options(1000));
  EXPECT_TRUE(std::equal(few.replicate.begin(), few.replicate.end(), many.replicate.begin()));
  EXPECT_NE(many.replicate, BootstrapMean(sample, Options(1000, 43))->replicate);
}

TEST(BootstrapTest, TheFastMeanIsTheGeneralOneOnTheSameDraws) {
  for (const size_t n : {3, 50, 51, 500, 4097}) {
    const std::vector<double> sample = Losses(n);
    const BootstrapReplicates fast = *BootstrapMean(sample, Options(150));
    const BootstrapReplicates general = *Bootstrap(sample, PlainMean, Options(150));
    ExpectAllNear(fast.replicate, general.replicate, 1e-13);
    EXPECT_NEAR(fast.estimate, general.estimate, 1e-15);
    EXPECT_NEAR(*fast.acceleration, *general.acceleration, 1e-7);
    const BootstrapReplicates weighted = *BootstrapRatio(sample, std::vector<double>(n, 3.0), Options(150));
    ExpectAllNear(fast.replicate, weighted.replicate, 1e-13);
  }
}

// The bootstrap's own standard error is sd (ddof 0) / sqrt(n); that of 20,000 draws is within 4 of its own standard
// errors, 1 / sqrt(2 B): false alarms below 1e-3 for a new seed.
TEST(BootstrapTest, TheStandardErrorIsTheBootstraps) {
  for (const size_t n : {20, 2000}) {
    const std::vector<double> sample = Losses(n);
    const double exact = *StandardDeviation(sample, 0) / std::sqrt(static_cast<double>(n));
    EXPECT_NEAR(BootstrapMean(sample, Options(20000))->standard_error / exact, 1, 4 / std::sqrt(40000.0));
  }
}

TEST(BootstrapTest, TokensWeighTheRatio) {
  // One long sequence: resamples without it give 1, with it nearly 5; unweighted they would lie near 2.
  const BootstrapReplicates ratio = *BootstrapRatio({1, 1, 1, 5}, {1, 1, 1, 1e6}, Options(1000));
  EXPECT_NEAR(ratio.estimate, 5, 1e-4);
  for (const double value : ratio.replicate) EXPECT_TRUE(std::abs(value - 1) < 1e-9 || std::abs(value - 5) < 1e-4);
}

TEST(BootstrapTest, APerplexityDifferenceIsOfTheMeansNotOfSequences) {
  const std::vector<double> a = {1, 3}, b = {2, 2}, tokens = {10, 30};
  const BootstrapReplicates result = *BootstrapPerplexityDifference(a, b, tokens, Options(200));
  EXPECT_NEAR(result.estimate, std::exp(2.5) - std::exp(2.0), 1e-12);
  for (const double value : result.replicate) {  // both rows, the first twice, the second twice
    const double wanted[] = {std::exp(2.5) - std::exp(2.0), std::exp(1.0) - std::exp(2.0),
                             std::exp(3.0) - std::exp(2.0)};
    EXPECT_TRUE(std::any_of(wanted, wanted + 3, [&](double w) { return std::abs(value - w) < 1e-12; })) << value;
  }
}

TEST(BootstrapTest, ASmallSpreadAroundALargeMeanIsFound) {
  std::vector<double> sample = Losses(100), shifted = sample;
  for (double& x : shifted) x += 1e9;
  const double plain = BootstrapMean(sample, Options(500))->standard_error;
  EXPECT_NEAR(BootstrapMean(shifted, Options(500))->standard_error / plain, 1, 1e-4);
}

// Chi-square of 20,000 draws against the binomial probabilities at 1e-5.
TEST(BootstrapTest, OutcomesAreDrawnAsBinomialCounts) {
  std::vector<double> outcomes(30, 0.0);
  std::fill_n(outcomes.begin(), 9, 1.0);
  std::map<int, double> counts;
  const BootstrapReplicates result = *BootstrapMean(outcomes, Options(20000));
  for (const double mean : result.replicate) ++counts[std::lround(mean * 30)];
  double statistic = 0, tail = 1, tail_count = 20000;
  int cells = 0;
  for (int k = 2; k <= 17; ++k, ++cells) {
    const double p = BinomialPmf(k, 30, 0.3);
    statistic += (counts[k] - 20000 * p) * (counts[k] - 20000 * p) / (20000 * p);
    tail -= p;
    tail_count -= counts[k];
  }
  statistic += (tail_count - 20000 * tail) * (tail_count - 20000 * tail) / (20000 * tail);
  EXPECT_GT(ChiSquareUpperTail(statistic, cells), 1e-5);
}

// Differences of 0/1 outcomes by counts and by indices are the same distribution: their means and spreads agree within
// 5 standard errors of 20,000 draws.
TEST(BootstrapTest, DifferencesOfOutcomesByCountsAndByIndices) {
  std::vector<double> differences(400, 0.0);
  std::fill_n(differences.begin(), 60, 1.0);
  std::fill_n(differences.begin() + 60, 30, -1.0);
  const BootstrapReplicates counts = *BootstrapMean(differences, Options(20000));
  const BootstrapReplicates indices = *Bootstrap(differences, PlainMean, Options(20000));
  EXPECT_NEAR(*Mean(counts.replicate), *Mean(indices.replicate), 5 * counts.standard_error * std::sqrt(2 / 20000.0));
  EXPECT_NEAR(counts.standard_error / indices.standard_error, 1, 5 / std::sqrt(20000.0));
  EXPECT_DOUBLE_EQ(counts.estimate, 0.075);
  EXPECT_NEAR(*counts.acceleration, *indices.acceleration, 1e-9);
}

TEST(BootstrapTest, ConstantSamplesStayWhereTheyAre) {
  const std::vector<double> constant(49, 0.1);
  for (const bool errors : {false, true}) {
    BootstrapOptions options = Options(100);
    options.standard_errors = errors;
    const BootstrapReplicates mean = *BootstrapMean(constant, options);
    EXPECT_EQ(mean.replicate, std::vector<double>(100, 0.1));
    EXPECT_EQ(mean.standard_error, 0);
    EXPECT_EQ(*mean.acceleration, 0);
    EXPECT_EQ(BootstrapRatio(constant, Tokens(49), options)->standard_error, 0);
    EXPECT_EQ(BootstrapPerplexityDifference(constant, constant, Tokens(49), options)->standard_error, 0);
  }
}

TEST(BootstrapTest, TwoObservationsGiveFourResamples) {
  std::map<double, int> counts;
  const BootstrapReplicates result = *BootstrapMean({1, 2}, Options(4000));
  for (const double mean : result.replicate) ++counts[mean];
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_NEAR(counts[1.5], 2000, 160);  // 5 standard deviations of 31.6
}

std::string Refusal(const absl::StatusOr<BootstrapReplicates>& result) {
  return std::string(result.status().message());
}

TEST(BootstrapTest, RefusesWhatHasNoAnswer) {
  const std::vector<double> good = {1, 2, 3};
  EXPECT_EQ(Refusal(BootstrapMean({1}, {})), "sample has 1 value; at least 2 are needed");
  EXPECT_EQ(Refusal(BootstrapMean({1, kNan}, {})), "sample[1] is nan; expected a finite number");
  EXPECT_EQ(Refusal(BootstrapMean(good, Options(99))), "resamples is 99; expected at least 100");
  EXPECT_EQ(Refusal(BootstrapMean(good, Options(100, 1, -1))), "num_threads is -1; expected 0 (one a core) or more");
  EXPECT_EQ(Refusal(BootstrapRatio(good, {1, 2}, {})), "there are 3 values and 2 weights; expected one each");
  EXPECT_EQ(Refusal(BootstrapRatio(good, {1, 2, -1}, {})), "weights[2] is -1; expected 0 or more");
  EXPECT_EQ(Refusal(BootstrapRatio(good, {0, 2, 0}, {})),
            "fewer than two weights are positive; there is nothing to resample");
  EXPECT_EQ(Refusal(BootstrapPerplexityDifference(good, {1, 2}, good, {})),
            "a has 3 values and b has 2; a paired analysis needs one of each for every pair");
  EXPECT_EQ(Refusal(BootstrapTwoSample(good, {1}, {})), "b has 1 value; at least 2 are needed");
  EXPECT_FALSE(BootstrapTwoSample({kNan, 1}, good, {}).ok());
}

TEST(BootstrapTest, RefusesEstimatesThatAreNotFinite) {
  // {0, 0} is drawn with probability 4 / 9: no ratio.
  EXPECT_THAT(Refusal(BootstrapRatio({1, 2, 3}, {1, 1, 0}, Options(1000))),
              testing::HasSubstr("the estimate of resample "));
  EXPECT_THAT(Refusal(BootstrapPerplexityDifference({800, 801}, {1, 2}, {1, 1}, {})),
              testing::HasSubstr("the estimate is inf"));
  EXPECT_FALSE(BootstrapMean({1.7e308, 1.7e308, -1e308}, {}).ok());
  EXPECT_THAT(Refusal(BootstrapMean({1e200, 3e200, 9e200, 0}, {})), testing::HasSubstr("the standard error is inf"));
  EXPECT_THAT(Refusal(Bootstrap({1, 2, 3}, [](absl::Span<const double> x) { return 1 / (x[0] - x[1]); }, {})),
              testing::HasSubstr("a statistic that some resamples leave undefined cannot be bootstrapped"));
  BootstrapOptions with_errors;
  with_errors.standard_errors = true;
  EXPECT_EQ(Refusal(Bootstrap({1, 2}, PlainMean, with_errors)),
            "standard_errors is set; the standard error of any statistic is not known");
}

TEST(BootstrapTest, AStatisticUndefinedWithoutAnObservationHasNoAcceleration) {
  const auto spread = [](absl::Span<const double> x) { return x.size() < 2 ? kNan : *Variance(x); };
  const BootstrapReplicates result = *Bootstrap({1, 2}, spread, Options(100));
  EXPECT_FALSE(result.acceleration.has_value());
}

}  // namespace
}  // namespace moebench::stats
