#include "stats/validation/paper_batches.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr int kSeeds = 400;

std::vector<double> Differences(const std::vector<std::vector<double>>& losses, int a, int b) {
  std::vector<double> differences;
  for (int i = 0; i < kPaperBatches; ++i) differences.push_back(losses[a][i] - losses[b][i]);
  return differences;
}

TEST(PaperBatches, SameSeedSameLosses) {
  EXPECT_EQ(PaperBatchLosses(kBatchSpreads[0], 7), PaperBatchLosses(kBatchSpreads[0], 7));
  EXPECT_NE(PaperBatchLosses(kBatchSpreads[0], 7), PaperBatchLosses(kBatchSpreads[0], 8));
}

// Means over 400 x 50 values. Standard errors: of the mean difference about sd / sqrt(20,000) x sqrt(1.1 / 0.9), of the
// standard deviation about sd / sqrt(2 x 400 x 50); bounds are 5 of them, a false alarm in 1.7 million.
TEST(PaperBatches, DifferencesHaveTheStatedMeanAndSpread) {
  for (const BatchSpread& spread : kBatchSpreads) {
    std::vector<double> all;
    for (int seed = 0; seed < kSeeds; ++seed) {
      for (const double value : Differences(PaperBatchLosses(spread, seed), 0, 1)) all.push_back(value);
    }
    const double sd = spread.noise_sd * std::sqrt(2.0), n = static_cast<double>(all.size());
    EXPECT_NEAR(*Mean(all), std::log(33.93 / 34.62), 5 * sd * std::sqrt(1.1 / 0.9 / n));
    EXPECT_NEAR(*StandardDeviation(all), sd, 5 * sd * std::sqrt(1.02 / 0.98 / (2 * n)));
  }
}

// Bartlett's standard error of a first-order correlation r over n values is about sqrt((1 - r^2) / n), n = 20,000.
TEST(PaperBatches, NeighboursCorrelateAsStated) {
  double products = 0, squares = 0, noise_products = 0, noise_squares = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto losses = PaperBatchLosses(kBatchSpreads[1], seed);
    const std::vector<double> differences = Differences(losses, 2, 3);
    for (int i = 1; i < kPaperBatches; ++i) {
      const double mean = std::log(33.93), drift = std::log(34.05 / 34.11);
      products += (losses[0][i] - mean) * (losses[0][i - 1] - mean);
      squares += (losses[0][i] - mean) * (losses[0][i] - mean);
      noise_products += (differences[i] - drift) * (differences[i - 1] - drift);
      noise_squares += (differences[i] - drift) * (differences[i] - drift);
    }
  }
  const double hardness = kHardnessSd * kHardnessSd, noise = 0.0213 * 0.0213;
  const double expected = (0.3 * hardness + 0.1 * noise) / (hardness + noise);
  EXPECT_NEAR(products / squares, expected, 5 * std::sqrt(1 / 19600.0));
  EXPECT_NEAR(noise_products / noise_squares, 0.1, 5 * std::sqrt(1 / 19600.0));
}

TEST(PaperBatches, ConstantsFollowFromTheirSources) {
  EXPECT_NEAR(kBatchSpreads[0].noise_sd, 0.008 / (2 * 1.959964) * std::sqrt(50.0) / std::sqrt(2.0), 5e-5);
  EXPECT_NEAR(kBatchSpreads[1].noise_sd, 0.007 / 1.644854 * std::sqrt(50.0) / std::sqrt(2.0), 5e-5);
}

}  // namespace
}  // namespace moebench::stats
