#include "stats/estimators/improvement.h"

#include <cmath>
#include <string>
#include <vector>

#include "base/counter_random.h"
#include "gtest/gtest.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/resampling.h"

namespace moebench::stats {
namespace {

std::vector<double> Normal(size_t n, double mean, uint64_t stream) {
  CounterRandom random(31, stream);
  std::vector<double> sample(n);
  for (double& x : sample) x = mean + NormalQuantile(random.Uniform() + 0x1p-54);
  return sample;
}

double ByPairs(const std::vector<double>& a, const std::vector<double>& b) {
  double wins = 0;
  for (const double x : a) {
    for (const double y : b) wins += x > y ? 1 : x == y ? 0.5 : 0;
  }
  return wins / static_cast<double>(a.size() * b.size());
}

TEST(ImprovementTest, ByHand) {
  // 3 beats 1 and 2, 2 beats 1 and ties with 2: 3.5 of 4.
  EXPECT_DOUBLE_EQ(*ProbabilityOfImprovement({3, 2}, {1, 2}), 3.5 / 4);
  EXPECT_DOUBLE_EQ(*ProbabilityOfImprovement({1, 1}, {1, 1, 1}), 0.5);
  EXPECT_DOUBLE_EQ(*ProbabilityOfImprovement({5, 6}, {1, 2}), 1);
  EXPECT_DOUBLE_EQ(*ProbabilityOfImprovement({1, 2}, {5, 6}), 0);
}

TEST(ImprovementTest, IsThePairwiseDefinition) {
  for (const uint64_t stream : {0, 1, 2}) {
    std::vector<double> a = Normal(37, 0.3, 2 * stream), b = Normal(23, 0, 2 * stream + 1);
    if (stream == 2) {
      for (double& x : a) x = std::round(x);
      for (double& x : b) x = std::round(x);
    }
    EXPECT_NEAR(*ProbabilityOfImprovement(a, b), ByPairs(a, b), 1e-14);
    EXPECT_NEAR(*ProbabilityOfImprovement(a, b) + *ProbabilityOfImprovement(b, a), 1, 1e-14);
  }
}

TEST(ImprovementTest, ReplicatesAreOfBothSamplesDrawnApart) {
  const std::vector<double> a = Normal(9, 0.5, 0), b = Normal(6, 0, 1);
  const BootstrapReplicates result = *BootstrapImprovement({{a, b}}, {});
  EXPECT_DOUBLE_EQ(result.estimate, ByPairs(a, b));
  const auto drawn = [](const std::vector<double>& from, uint64_t key, uint64_t r) {
    std::vector<uint32_t> indices(from.size());
    DrawIndices(key, r, static_cast<uint32_t>(from.size()), absl::MakeSpan(indices));
    std::vector<double> values;
    for (const uint32_t i : indices) values.push_back(from[i]);
    return values;
  };
  for (int r = 0; r < 50; ++r) {
    EXPECT_NEAR(result.replicate[r], ByPairs(drawn(a, MixSeed(42, 1), r), drawn(b, MixSeed(42, 2), r)), 1e-14);
  }
}

TEST(ImprovementTest, TheAccelerationIsTheJackknifes) {
  const std::vector<double> a = Normal(12, 1, 3), b = Normal(8, 0, 4);
  double squares = 0, cubes = 0;
  for (const bool of_a : {true, false}) {
    const size_t n = of_a ? a.size() : b.size();
    std::vector<double> theta;
    for (size_t i = 0; i < n; ++i) {
      std::vector<double> left_a = a, left_b = b;
      (of_a ? left_a : left_b).erase((of_a ? left_a : left_b).begin() + static_cast<std::ptrdiff_t>(i));
      theta.push_back(ByPairs(left_a, left_b));
    }
    double mean = 0;
    for (const double t : theta) mean += t / static_cast<double>(n);
    for (const double t : theta) {
      const double u = (mean - t) * static_cast<double>(n - 1) / static_cast<double>(n);
      squares += u * u;
      cubes += u * u * u;
    }
  }
  EXPECT_NEAR(*BootstrapImprovement({{a, b}}, {})->acceleration, cubes / (6 * std::pow(squares, 1.5)), 1e-12);
}

TEST(ImprovementTest, SeveralTasksAreAveraged) {
  const std::vector<double> a = Normal(5, 1, 0), b = Normal(5, 0, 1), c = Normal(4, 0, 2), d = Normal(7, 0, 3);
  const BootstrapReplicates result = *BootstrapImprovement({{a, b}, {c, d}}, {});
  EXPECT_NEAR(result.estimate, (ByPairs(a, b) + ByPairs(c, d)) / 2, 1e-15);
  EXPECT_GT(result.standard_error, 0);
}

// The interval of 100 simulated pairs of 40 seeds each covers the truth, Phi(0.5 / sqrt(2)), in about 90: fewer than 78
// has probability 1e-4 if the coverage is 0.9.
TEST(ImprovementTest, IntervalsCover) {
  const double truth = NormalCdf(0.5 / std::sqrt(2.0));
  int covered = 0;
  BootstrapOptions options;
  options.resamples = 500;
  for (uint64_t study = 0; study < 100; ++study) {
    const std::vector<double> a = Normal(40, 0.5, 100 + 2 * study), b = Normal(40, 0, 101 + 2 * study);
    const auto replicates = *BootstrapImprovement({{a, b}}, options);
    covered += BootstrapInference::Create(replicates, IntervalKind::kBca)->TwoSided(0.9)->Contains(truth);
  }
  EXPECT_GE(covered, 78);
}

TEST(ImprovementTest, TheSameBitsForAnyNumberOfThreads) {
  const std::vector<double> a = Normal(50, 1, 0), b = Normal(60, 0, 1);
  BootstrapOptions options;
  options.num_threads = 1;
  const BootstrapReplicates one = *BootstrapImprovement({{a, b}}, options);
  for (const int threads : {2, 7}) {
    options.num_threads = threads;
    EXPECT_EQ(BootstrapImprovement({{a, b}}, options)->replicate, one.replicate) << threads;
  }
}

TEST(ImprovementTest, SamplesThatDoNotOverlapAreDegenerate) {
  const std::vector<double> a = {5, 6, 7}, b = {1, 2};
  const auto inference = BootstrapInference::Create(*BootstrapImprovement({{a, b}}, {}), IntervalKind::kBca);
  EXPECT_TRUE(inference->degenerate());
  EXPECT_EQ(inference->TwoSided(0.95)->lower, 1);
}

TEST(ImprovementTest, RefusesWhatHasNoAnswer) {
  const std::vector<double> good = {1, 2}, bad = {1, std::nan("")}, one = {1};
  const auto refusal = [](const auto& result) { return std::string(result.status().message()); };
  EXPECT_EQ(refusal(ProbabilityOfImprovement(good, one)), "b has 1 value; at least 2 are needed");
  EXPECT_EQ(refusal(ProbabilityOfImprovement(bad, good)), "a[1] is nan; expected a finite number");
  EXPECT_EQ(refusal(BootstrapImprovement({}, {})), "there is no task to compare on");
  BootstrapOptions options;
  options.resamples = 50;
  EXPECT_EQ(refusal(BootstrapImprovement({{good, good}}, options)), "resamples is 50; expected at least 100");
  options = {};
  options.standard_errors = true;
  EXPECT_EQ(refusal(BootstrapImprovement({{good, good}}, options)),
            "standard_errors is set; a probability of improvement is not studentized");
}

}  // namespace
}  // namespace moebench::stats
