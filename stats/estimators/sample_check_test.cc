#include "stats/estimators/sample_check.h"

#include <cmath>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(SampleCheckTest, SamplesAreLongEnoughAndFinite) {
  EXPECT_TRUE(CheckSample("loss", {1, 2}).ok());
  EXPECT_EQ(Message(CheckSample("loss", {})), "loss has 0 values; at least 2 are needed");
  EXPECT_EQ(Message(CheckSample("loss", {1})), "loss has 1 value; at least 2 are needed");
  EXPECT_EQ(Message(CheckSample("loss", {1, 2}, 3)), "loss has 2 values; at least 3 are needed");
  EXPECT_EQ(Message(CheckSample("loss", {1, kNan})), "loss[1] is nan; expected a finite number");
  EXPECT_EQ(Message(CheckSample("loss", {-kInfinity, 1})), "loss[0] is -inf; expected a finite number");
}

TEST(SampleCheckTest, PairsMatch) {
  EXPECT_TRUE(CheckPaired({1, 2}, {3, 4}).ok());
  EXPECT_EQ(Message(CheckPaired({1, 2}, {3})),
            "a has 2 values and b has 1; a paired analysis needs one of each for every pair");
  EXPECT_EQ(Message(CheckPaired({1, 2}, {3, kNan})), "b[1] is nan; expected a finite number");
}

TEST(SampleCheckTest, LevelsAndMarginsAreInRange) {
  EXPECT_TRUE(CheckAlpha(0.05).ok());
  EXPECT_TRUE(CheckConfidence(0.9).ok());
  EXPECT_TRUE(CheckMargin(0.02).ok());
  EXPECT_TRUE(CheckResamples(100).ok());
  for (const double bad : {0.0, 0.5, -0.1, 1.0, kNan}) EXPECT_FALSE(CheckAlpha(bad).ok()) << bad;
  for (const double bad : {0.0, 1.0, -0.1, 1.5, kNan}) EXPECT_FALSE(CheckConfidence(bad).ok()) << bad;
  for (const double bad : {0.0, -0.02, kNan, kInfinity}) EXPECT_FALSE(CheckMargin(bad).ok()) << bad;
  EXPECT_EQ(Message(CheckResamples(99)), "resamples is 99; expected at least 100");
}

}  // namespace
}  // namespace moebench::stats
