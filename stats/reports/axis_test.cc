#include "stats/reports/axis.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(const Axis& axis) {
  std::vector<std::string> texts;
  for (const Tick& tick : axis.ticks) texts.push_back(tick.text);
  return texts;
}

TEST(Axis, TicksAreRoundNumbers) {
  EXPECT_THAT(Texts(MakeAxis("", {-0.03, 0.03})), ElementsAre("-0.02", "0.00", "0.02"));
  EXPECT_THAT(Texts(MakeAxis("", {0.0, 100.0})), ElementsAre("0", "20", "40", "60", "80", "100"));
  EXPECT_THAT(Texts(MakeAxis("", {33.93, 34.72})), ElementsAre("34.0", "34.2", "34.4", "34.6"));
}

TEST(Axis, HoldsEveryValueAndFewTicks) {
  for (const double scale : {1e-12, 1e-3, 1.0, 7.7, 1e6, 1e300}) {
    for (const double shift : {-3.0, 0.0, 5.0}) {
      const double low = scale * shift, high = scale * (shift + 1.7);
      const Axis axis = MakeAxis("", {high, low});
      EXPECT_LT(axis.lower, low);
      EXPECT_GT(axis.upper, high);
      EXPECT_LE(axis.ticks.size(), 6u) << scale << " " << shift;
      EXPECT_GE(axis.ticks.size(), 2u) << scale << " " << shift;
      for (const Tick& tick : axis.ticks) {
        EXPECT_GE(tick.value, axis.lower);
        EXPECT_LE(tick.value, axis.upper);
      }
    }
  }
}

TEST(Axis, ValuesThatAreAlikeGetRoom) {
  const Axis axis = MakeAxis("", {34.0, 34.0});
  EXPECT_LT(axis.lower, 34.0);
  EXPECT_GT(axis.upper, 34.0);
  EXPECT_FALSE(axis.ticks.empty());
  EXPECT_LT(MakeAxis("", {0.0}).lower, 0);
}

TEST(Axis, PassesOverWhatIsNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  const Axis axis = MakeAxis("", {std::nan(""), 1.0, infinity, 2.0});
  EXPECT_LT(axis.upper, 2.2);
  EXPECT_EQ(AxisPercent(axis, infinity), 50);
  EXPECT_LT(MakeAxis("", {}).lower, 0.0);
  EXPECT_GT(MakeAxis("", {infinity}).upper, 1.0);
  EXPECT_TRUE(MakeAxis("", {-1.7e308, 1.7e308}).ticks.empty());
}

TEST(Axis, PercentOfLength) {
  Axis axis;
  axis.lower = -1;
  axis.upper = 3;
  EXPECT_DOUBLE_EQ(AxisPercent(axis, 0), 25);
  EXPECT_DOUBLE_EQ(AxisPercent(axis, 3), 100);
  EXPECT_DOUBLE_EQ(AxisPercent(axis, 100), 102);
  EXPECT_DOUBLE_EQ(AxisPercent(axis, -100), -2);
}

}  // namespace
}  // namespace moebench::stats
