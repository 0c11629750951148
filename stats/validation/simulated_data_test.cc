#include "stats/validation/simulated_data.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

// Mean and variance of data set means over 2,000 data sets; `expected_variance` is that of one data set's mean.
void ExpectMean(DataKind kind, double expected_variance) {
  const int sets = 2000;
  double sum = 0, squares = 0;
  for (int i = 0; i < sets; ++i) {
    const std::vector<double> x = SimulateDataSet(kind, 42, static_cast<uint64_t>(i));
    double mean = 0;
    for (double value : x) mean += value / static_cast<double>(x.size());
    sum += mean - TrueMean(kind);
    squares += (mean - TrueMean(kind)) * (mean - TrueMean(kind));
  }
  SCOPED_TRACE(DataKindName(kind));
  EXPECT_NEAR(sum / sets, 0, 5 * std::sqrt(expected_variance / sets));
  EXPECT_NEAR(squares / sets / expected_variance, 1, 5 * std::sqrt(2.0 / sets));
}

// Each comparison fails by chance once in 1.7 million for means that are near normal; 8 comparisons.
TEST(SimulatedDataTest, HasTheStatedMeansAndVariances) {
  ExpectMean(DataKind::kNormal, 1.0 / 50);
  ExpectMean(DataKind::kSkewed, (std::exp(1.0) - 1) * std::exp(1.0) / 50);
  ExpectMean(DataKind::kDiscrete, (0.3 - 0.01) / 50);
  // Stationary AR(1): sum over all pairs of 0.5^|i - j| / (1 - 0.25), over n^2.
  for (const int n : {200, 50}) {
    double pairs = n;
    for (int lag = 1; lag < n; ++lag) pairs += 2 * (n - lag) * std::pow(0.5, lag);
    ExpectMean(n == 200 ? DataKind::kAutocorrelated : DataKind::kShortAutocorrelated, pairs / 0.75 / n / n);
  }
}

TEST(SimulatedDataTest, DiscreteValuesAreDifferencesOfOutcomes) {
  int count[3] = {0, 0, 0};
  for (uint64_t i = 0; i < 400; ++i) {
    for (const double x : SimulateDataSet(DataKind::kDiscrete, 1, i)) ++count[static_cast<int>(x) + 1];
  }
  EXPECT_NEAR(count[0] / 20000.0, 0.1, 0.011);  // 5 standard errors
  EXPECT_NEAR(count[1] / 20000.0, 0.7, 0.017);
  EXPECT_EQ(count[0] + count[1] + count[2], 20000);
}

// Variance over data sets of the difference of the variants' means: 2 (0.03^2 / 10 + 0.15^2 / 50 + 0.1^2 / 500); what
// batches share cancels. 5 standard errors of a variance of 2,000 values.
TEST(SimulatedDataTest, CrossedDataHaveSeedAndBatchEffects) {
  const int sets = 2000;
  double squares = 0;
  for (int i = 0; i < sets; ++i) {
    const std::vector<double> x = SimulateDataSet(DataKind::kCrossed, 42, static_cast<uint64_t>(i));
    ASSERT_EQ(x.size(), 2u * kCrossedSeeds * kCrossedBatches);
    double difference = 0;
    for (size_t k = 0; k < 500; ++k) difference += (x[k] - x[500 + k]) / 500;
    squares += difference * difference;
  }
  const double expected = 2 * (0.0009 / 10 + 0.0225 / 50 + 0.01 / 500);
  EXPECT_NEAR(squares / sets / expected, 1, 5 * std::sqrt(2.0 / sets));
}

TEST(SimulatedDataTest, ADataSetIsAFunctionOfKindSeedAndIndex) {
  for (const DataKind kind : kDataKinds) {
    EXPECT_EQ(SimulateDataSet(kind, 42, 7), SimulateDataSet(kind, 42, 7));
    EXPECT_NE(SimulateDataSet(kind, 42, 7), SimulateDataSet(kind, 42, 8));
    EXPECT_NE(SimulateDataSet(kind, 42, 7), SimulateDataSet(kind, 43, 7));
  }
  EXPECT_NE(SimulateDataSet(DataKind::kAutocorrelated, 42, 7)[1],
            SimulateDataSet(DataKind::kShortAutocorrelated, 42, 7)[1]);
}

}  // namespace
}  // namespace moebench::stats
