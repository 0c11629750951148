#include "stats/estimators/block_bootstrap.h"

#include <algorithm>
#include <cmath>
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
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

constexpr BlockKind kKinds[] = {BlockKind::kMoving, BlockKind::kCircular, BlockKind::kStationary};

std::vector<double> DependentSeries(size_t n) {
  CounterRandom random(5, 0);
  std::vector<double> x = {random.Uniform()};
  while (x.size() < n) x.push_back(0.6 * x.back() + random.Uniform());
  return x;
}

// Share of replicates within 1e-9 of each expected value; the shares are also checked to sum to 1.
void ExpectShares(const BootstrapReplicates& replicates, const std::map<double, double>& expected) {
  double total = 0;
  const double count = static_cast<double>(replicates.replicate.size());
  for (const auto& [value, probability] : expected) {
    const double share = std::count_if(replicates.replicate.begin(), replicates.replicate.end(),
                                       [v = value](double x) { return std::abs(x - v) < 1e-9; }) /
                         count;
    EXPECT_NEAR(share, probability, 5 * std::sqrt(probability * (1 - probability) / count)) << value;
    total += share;
  }
  EXPECT_DOUBLE_EQ(total, 1);
}

// Blocks of 2 of {1, 2, 4, 8} sum to 3, 6, 12, on the ring also to 9; two are joined. Each share is off by more than 5
// of its standard errors once in 1.7 million: 14 shares here.
TEST(BlockBootstrapTest, EnumeratedByHand) {
  const std::vector<double> sample = {1, 2, 4, 8};
  const BootstrapOptions options{.resamples = 100000};
  ExpectShares(*BlockBootstrapMean(sample, BlockKind::kMoving, 2, options),
               {{1.5, 1 / 9.}, {2.25, 2 / 9.}, {3, 1 / 9.}, {3.75, 2 / 9.}, {4.5, 2 / 9.}, {6, 1 / 9.}});
  ExpectShares(
      *BlockBootstrapMean(sample, BlockKind::kCircular, 2, options),
      {{1.5, 1 / 16.}, {2.25, 2 / 16.}, {3, 3 / 16.}, {3.75, 4 / 16.}, {4.5, 3 / 16.}, {5.25, 2 / 16.}, {6, 1 / 16.}});
}

// Blocks of 2 on {1, 2, 4, 8, 16} make 5 values of two whole blocks (3, 6, 12, 24) and one of which only the first
// value (1, 2, 4, 8) is used. The largest mean, (24 + 24 + 8) / 5, has probability 1 / 64, and so has the smallest.
TEST(BlockBootstrapTest, TheLastBlockIsCut) {
  const BlockReplicates blocks =
      *BlockBootstrapMean({1, 2, 4, 8, 16}, BlockKind::kMoving, 2, BootstrapOptions{.resamples = 100000});
  const auto share = [&](double value) {
    return std::count_if(blocks.replicate.begin(), blocks.replicate.end(),
                         [&](double x) { return std::abs(x - value) < 1e-9; }) /
           1e5;
  };
  EXPECT_NEAR(share(56 / 5.), 1 / 64., 5 * std::sqrt(1 / 64. / 1e5));
  EXPECT_NEAR(share(7 / 5.), 1 / 64., 5 * std::sqrt(1 / 64. / 1e5));
}

double PopulationVariance(const std::vector<double>& x) { return *Variance(x, 0); }

// The variance of a resampled mean is known: independent blocks for the fixed lengths; Politis and Romano (1994, Lemma
// 1) for the stationary ones, with autocovariances around the ring.
double ExactVariance(const std::vector<double>& x, BlockKind kind, int length) {
  const int n = static_cast<int>(x.size());
  if (kind == BlockKind::kStationary) {
    const double mean = *Mean(x);
    double sum = PopulationVariance(x);
    for (int lag = 1; lag < n; ++lag) {
      double covariance = 0;
      for (int t = 0; t < n; ++t) covariance += (x[t] - mean) * (x[(t + lag) % n] - mean) / n;
      sum += 2 * (1 - static_cast<double>(lag) / n) * std::pow(1 - 1.0 / length, lag) * covariance;
    }
    return sum / n;
  }
  const int starts = kind == BlockKind::kMoving ? n - length + 1 : n;
  const auto block_variance = [&](int size) {
    std::vector<double> sums(static_cast<size_t>(starts), 0.0);
    for (int s = 0; s < starts; ++s) {
      for (int i = 0; i < size; ++i) sums[s] += x[(s + i) % n];
    }
    return PopulationVariance(sums);
  };
  const double tail = n % length == 0 ? 0 : block_variance(n % length);
  return (n / length * block_variance(length) + tail) / n / n;
}

// B = 40,000 near-normal replicates: the standard error is off by more than 5 / sqrt(2 B) of itself once in 1.7
// million.
TEST(BlockBootstrapTest, HasTheKnownVariance) {
  const std::vector<double> sample = DependentSeries(83);
  for (const BlockKind kind : kKinds) {
    for (const int length : {1, 4, 10, 41}) {
      const BlockReplicates blocks = *BlockBootstrapMean(sample, kind, length, BootstrapOptions{.resamples = 40000});
      const double expected = std::sqrt(ExactVariance(sample, kind, length));
      EXPECT_NEAR(blocks.standard_error / expected, 1, 5 / std::sqrt(2 * 40000.)) << BlockKindName(kind) << length;
    }
  }
}

// 18 standard errors and 90 quantiles against 200,000 resamples of each package; 5 standard errors of the difference:
// a false alarm once in 15,000 such tests. The density at a quantile is taken from the normal distribution.
TEST(BlockBootstrapTest, AgreesWithArchAndTsboot) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/block_bootstrap_reference.json")));
  const std::vector<double> levels = reference["levels"];
  const double density[] = {0.1031, 0.3178, 0.3989, 0.3178, 0.1031};
  const int resamples = 100000;
  const double noise = 5 * std::sqrt(1 / reference["resamples"].get<double>() + 1.0 / resamples);
  for (const auto& expected : reference["cases"]) {
    for (const BlockKind kind : kKinds) {
      const BlockReplicates blocks = *BlockBootstrapMean(expected["values"].get<std::vector<double>>(), kind,
                                                         expected["length"], BootstrapOptions{.resamples = resamples});
      std::vector<double> quantiles;
      for (const double level : levels) quantiles.push_back(*Quantile(blocks.replicate, level));
      for (const char* package : {"arch", "tsboot"}) {
        SCOPED_TRACE(expected["name"].get<std::string>() + ", " + BlockKindName(kind) + ", " + package);
        const auto& theirs = expected[BlockKindName(kind)][package];
        EXPECT_NEAR(blocks.standard_error / theirs["standard_error"].get<double>(), 1, noise / std::sqrt(2.0));
        for (size_t i = 0; i < levels.size(); ++i) {
          const double spread = std::sqrt(levels[i] * (1 - levels[i])) / density[i] * blocks.standard_error;
          EXPECT_NEAR(quantiles[i], theirs["quantiles"][i], noise * spread);
        }
      }
    }
  }
}

TEST(BlockBootstrapTest, BlocksOfOneAreTheOrdinaryBootstrap) {
  const std::vector<double> sample = DependentSeries(60);
  const BootstrapReplicates ordinary = *BootstrapMean(sample, {.resamples = 500});
  for (const BlockKind kind : {BlockKind::kMoving, BlockKind::kCircular}) {
    const BlockReplicates blocks = *BlockBootstrapMean(sample, kind, 1, {.resamples = 500});
    EXPECT_EQ(blocks.estimate, ordinary.estimate);
    for (int r = 0; r < 500; ++r) EXPECT_NEAR(blocks.replicate[r], ordinary.replicate[r], 1e-13);
  }
}

TEST(BlockBootstrapTest, AResampleIsAFunctionOfSeedAndIndex) {
  const std::vector<double> sample = DependentSeries(2000);
  for (const BlockKind kind : kKinds) {
    const BlockReplicates one = *BlockBootstrapMean(sample, kind, 5, {.resamples = 3000, .num_threads = 1});
    for (const int threads : {0, 2, 3, 7}) {
      const BlockReplicates many = *BlockBootstrapMean(sample, kind, 5, {.resamples = 3000, .num_threads = threads});
      EXPECT_EQ(many.replicate, one.replicate) << threads;
    }
    const BlockReplicates fewer = *BlockBootstrapMean(sample, kind, 5, {.resamples = 700});
    EXPECT_TRUE(std::equal(fewer.replicate.begin(), fewer.replicate.end(), one.replicate.begin()));
    EXPECT_NE(BlockBootstrapMean(sample, kind, 5, {.resamples = 3000, .seed = 43})->replicate, one.replicate);
  }
}

TEST(BlockBootstrapTest, WeightsAreDrawnWithTheirValues) {
  const std::vector<double> sample = DependentSeries(40);
  const std::vector<double> equal(40, 512.0);
  std::vector<double> weights;
  for (int i = 0; i < 40; ++i) weights.push_back(100 + 10 * (i % 7));
  for (const BlockKind kind : kKinds) {
    const BlockReplicates mean = *BlockBootstrapMean(sample, kind, 4, {.resamples = 200});
    const BlockReplicates same = *BlockBootstrapRatio(sample, equal, kind, 4, {.resamples = 200});
    for (int r = 0; r < 200; ++r) EXPECT_NEAR(same.replicate[r], mean.replicate[r], 1e-13);

    // A ratio is a mean of w x over one of w: their resamples are made of the same blocks.
    std::vector<double> product;
    for (int i = 0; i < 40; ++i) product.push_back(weights[i] * sample[i]);
    const BlockReplicates ratio = *BlockBootstrapRatio(sample, weights, kind, 4, {.resamples = 200});
    const BlockReplicates upper = *BlockBootstrapMean(product, kind, 4, {.resamples = 200});
    const BlockReplicates lower = *BlockBootstrapMean(weights, kind, 4, {.resamples = 200});
    EXPECT_DOUBLE_EQ(ratio.estimate, *WeightedMean(sample, weights));
    for (int r = 0; r < 200; ++r) {
      EXPECT_NEAR(ratio.replicate[r], upper.replicate[r] / lower.replicate[r], 1e-12);
    }
  }
}

TEST(BlockBootstrapTest, PerplexityIsExponentiatedAfterTheMean) {
  const std::vector<double> a = DependentSeries(40);
  std::vector<double> b, weights;
  for (int i = 0; i < 40; ++i) {
    b.push_back(a[i] + 0.01 * (i % 5));
    weights.push_back(10 + i);
  }
  const BootstrapOptions options{.resamples = 200};
  for (const BlockKind kind : kKinds) {
    const BlockReplicates result = *BlockBootstrapPerplexityDifference(a, b, weights, kind, 3, options);
    const BlockReplicates of_a = *BlockBootstrapRatio(a, weights, kind, 3, options);
    const BlockReplicates of_b = *BlockBootstrapRatio(b, weights, kind, 3, options);
    EXPECT_DOUBLE_EQ(result.estimate, std::exp(of_a.estimate) - std::exp(of_b.estimate));
    for (int r = 0; r < 200; ++r) {
      EXPECT_NEAR(result.replicate[r], std::exp(of_a.replicate[r]) - std::exp(of_b.replicate[r]), 1e-12);
    }
  }
}

TEST(BlockBootstrapTest, FewerThanTwentyBlocksAreFlagged) {
  const std::vector<double> sample = DependentSeries(100);
  for (const BlockKind kind : kKinds) {
    const BlockReplicates enough = *BlockBootstrapMean(sample, kind, 5, {.resamples = 100});
    EXPECT_EQ(enough.blocks, 20);
    EXPECT_TRUE(enough.reliable);
    EXPECT_EQ(enough.caution, "");
    const BlockReplicates few = *BlockBootstrapMean(sample, kind, 6, {.resamples = 100});
    EXPECT_FALSE(few.reliable);
    EXPECT_THAT(few.caution, HasSubstr("16.7 blocks of 6 in 100 values"));
    EXPECT_THAT(few.caution, HasSubstr("must not decide alone"));
  }
}

TEST(BlockBootstrapTest, ConstantDifferencesHaveNoSpread) {
  for (const double value : {0.1, -1.0 / 3, 1e9 + 0.1}) {
    for (const BlockKind kind : kKinds) {
      const BlockReplicates blocks = *BlockBootstrapMean(std::vector<double>(37, value), kind, 5, {.resamples = 100});
      EXPECT_EQ(blocks.estimate, value);
      EXPECT_EQ(blocks.standard_error, 0);
      EXPECT_TRUE(BootstrapInference::Create(blocks, IntervalKind::kPercentile)->degenerate());
    }
  }
}

TEST(BlockBootstrapTest, DoesNotDependOnTheOrigin) {
  const std::vector<double> sample = DependentSeries(50);
  std::vector<double> moved;
  for (double x : sample) moved.push_back(1e6 + x);
  for (const BlockKind kind : kKinds) {
    const BlockReplicates here = *BlockBootstrapMean(sample, kind, 3, {.resamples = 300});
    const BlockReplicates there = *BlockBootstrapMean(moved, kind, 3, {.resamples = 300});
    for (int r = 0; r < 300; ++r) EXPECT_NEAR(there.replicate[r] - 1e6, here.replicate[r], 1e-9);
  }
}

TEST(BlockBootstrapTest, IntervalAndPValueAreOfOneMethod) {
  const BlockReplicates blocks = *BlockBootstrapMean(DependentSeries(200), BlockKind::kMoving, 5, {});
  const auto inference = *BootstrapInference::Create(blocks, IntervalKind::kPercentile);
  const Interval ninety = *inference.TwoSided(0.9);
  EXPECT_NEAR(inference.PAtMost(ninety.lower), 0.05, 1e-9);
  EXPECT_NEAR(inference.PAtLeast(ninety.upper), 0.05, 1e-9);
  EXPECT_FALSE(BootstrapInference::Create(blocks, IntervalKind::kBca).ok());
}

std::string Refusal(const absl::StatusOr<BlockReplicates>& result) { return std::string(result.status().message()); }

TEST(BlockBootstrapTest, RefusesWhatHasNoAnswer) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> sample = DependentSeries(30), ones(30, 1.0);
  const BlockKind kind = BlockKind::kCircular;
  EXPECT_EQ(Refusal(BlockBootstrapMean({1}, kind, 1, {})), "sample has 1 value; at least 2 are needed");
  EXPECT_EQ(Refusal(BlockBootstrapMean({1, nan, 2}, kind, 1, {})), "sample[1] is nan; expected a finite number");
  EXPECT_EQ(Refusal(BlockBootstrapMean(sample, kind, 0, {})),
            "the block length is 0; expected 1 to 15, half of the 30 values");
  EXPECT_EQ(Refusal(BlockBootstrapMean(sample, kind, 16, {})),
            "the block length is 16; expected 1 to 15, half of the 30 values");
  EXPECT_EQ(Refusal(BlockBootstrapMean(sample, kind, -3, {})),
            "the block length is -3; expected 1 to 15, half of the 30 values");
  EXPECT_EQ(Refusal(BlockBootstrapMean(sample, kind, 5, {.resamples = 99})), "resamples is 99; expected at least 100");
  EXPECT_EQ(Refusal(BlockBootstrapMean(sample, kind, 5, {.num_threads = -1})),
            "num_threads is -1; expected 0 (one a core) or more");
  EXPECT_THAT(Refusal(BlockBootstrapMean(sample, kind, 5, {.standard_errors = true})),
              HasSubstr("for independent observations"));
  EXPECT_EQ(Refusal(BlockBootstrapRatio(sample, {1, 2}, kind, 5, {})),
            "there are 30 values and 2 weights; expected one each");
  std::vector<double> weights = ones;
  weights[4] = -1;
  EXPECT_EQ(Refusal(BlockBootstrapRatio(sample, weights, kind, 5, {})), "weights[4] is -1; expected 0 or more");
  weights.assign(30, 0.0);
  weights[3] = 1;
  EXPECT_EQ(Refusal(BlockBootstrapRatio(sample, weights, kind, 5, {})),
            "fewer than two weights are positive; there is nothing to resample");
  // Resamples of blocks without any weight.
  weights[2] = 1;
  EXPECT_THAT(Refusal(BlockBootstrapRatio(sample, weights, kind, 5, {})), HasSubstr("is not finite"));
  EXPECT_THAT(Refusal(BlockBootstrapPerplexityDifference(sample, {1, 2}, ones, kind, 5, {})),
              HasSubstr("a has 30 values and b has 2"));
  EXPECT_THAT(Refusal(BlockBootstrapPerplexityDifference(std::vector<double>(30, 800.0), sample, ones, kind, 5, {})),
              HasSubstr("is not finite"));
}

}  // namespace
}  // namespace moebench::stats
