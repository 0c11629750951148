#include "stats/estimators/block_length.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::stats {
namespace {

TEST(BlockLengthTest, AgreesWithArchOnSeveralSeries) {
  const auto reference = nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/block_length_arch.json")));
  ASSERT_GE(reference["series"].size(), 15u);
  for (const auto& expected : reference["series"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    const std::vector<double> values = expected["values"];
    const double stationary = expected["stationary"], circular = expected["circular"];
    EXPECT_NEAR(PolitisWhiteLength(values, BlockKind::kStationary)->optimal / stationary, 1, 1e-9);
    EXPECT_NEAR(PolitisWhiteLength(values, BlockKind::kCircular)->optimal / circular, 1, 1e-9);
    EXPECT_NEAR(PolitisWhiteLength(values, BlockKind::kMoving)->optimal / circular, 1, 1e-9);
  }
}

// 1, -1, 1, -1, ...: R(k) = +-(30 - k) / 30, and |correlation| is (30 - k) / (29 - k) > 1 at every lag, so that no lag
// is insignificant and M = ceil(sqrt(30)) + 5 = 11.
TEST(BlockLengthTest, ByHandOnAnAlternatingSeries) {
  std::vector<double> sample;
  for (int i = 0; i < 30; ++i) sample.push_back(i % 2 == 0 ? 1 : -1);
  const auto covariance = [](int k) { return (k % 2 == 0 ? 1 : -1) * (30 - k) / 30.0; };
  double slope = 0, long_run = 1;
  for (int k = 1; k <= 5; ++k) {  // flat to M / 2 = 5.5
    slope += 2 * k * covariance(k);
    long_run += 2 * covariance(k);
  }
  for (int k = 6; k <= 11; ++k) {
    slope += 2 * 2 * (1 - k / 11.0) * k * covariance(k);
    long_run += 2 * 2 * (1 - k / 11.0) * covariance(k);
  }
  const BlockLength length = *PolitisWhiteLength(sample, BlockKind::kStationary);
  EXPECT_EQ(length.truncation, 11);
  EXPECT_NEAR(length.optimal, std::cbrt(2 * slope * slope / (2 * long_run * long_run) * 30), 1e-12);
  EXPECT_LT(length.optimal, 10);  // not at its bound
}

TEST(BlockLengthTest, TheCorrectedConstantsDifferByTheCubeRootOfThreeHalves) {
  CounterRandom random(3, 0);
  std::vector<double> sample = {0};
  for (int i = 1; i < 200; ++i) sample.push_back(0.5 * sample.back() + random.Uniform());
  const double stationary = PolitisWhiteLength(sample, BlockKind::kStationary)->optimal;
  EXPECT_NEAR(PolitisWhiteLength(sample, BlockKind::kCircular)->optimal / stationary, std::cbrt(1.5), 1e-12);
}

TEST(BlockLengthTest, RoundsToAtLeastOneAndIsBounded) {
  std::vector<double> walk = {0};
  for (int i = 1; i < 90; ++i) walk.push_back(walk.back() + (i * i % 7 < 4 ? 1 : -1));
  const BlockLength length = *PolitisWhiteLength(walk, BlockKind::kCircular);
  EXPECT_LE(length.optimal, std::ceil(3 * std::sqrt(90)));
  EXPECT_EQ(length.rounded, std::lround(length.optimal));

  const BlockLength constant = *PolitisWhiteLength(std::vector<double>(50, 0.1), BlockKind::kMoving);
  EXPECT_EQ(constant.optimal, 1);
  EXPECT_EQ(constant.rounded, 1);
  EXPECT_EQ(constant.truncation, 0);
}

TEST(BlockLengthTest, DoesNotDependOnOriginOrUnit) {
  std::vector<double> sample, huge, tiny;
  for (int i = 0; i < 60; ++i) {
    sample.push_back((i * 37 % 11) + (i * 13 % 29));
    huge.push_back(sample.back() * 0x1p+900);
    tiny.push_back((sample.back() - 8) * 0x1p-900);
  }
  const double expected = PolitisWhiteLength(sample, BlockKind::kCircular)->optimal;
  EXPECT_DOUBLE_EQ(PolitisWhiteLength(huge, BlockKind::kCircular)->optimal, expected);
  EXPECT_NEAR(PolitisWhiteLength(tiny, BlockKind::kCircular)->optimal, expected, 1e-10);
}

TEST(BlockLengthTest, RefusesWhatHasNoAnswer) {
  const auto refusal = [](const std::vector<double>& sample) {
    return std::string(PolitisWhiteLength(sample, BlockKind::kMoving).status().message());
  };
  EXPECT_EQ(refusal(std::vector<double>(10, 1.0)), "sample has 10 values; at least 11 are needed");
  std::vector<double> sample(30, 1.0);
  sample[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal(sample), "sample[7] is nan; expected a finite number");
  sample[7] = 1.5e308;
  sample[8] = -1.5e308;
  EXPECT_EQ(refusal(sample), "the values reach from -1.5e+308 to 1.5e+308, which overflows");
}

}  // namespace
}  // namespace moebench::stats
