#include "stats/reports/number_text.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(NumberText, FixedHasNoNegativeZero) {
  EXPECT_EQ(FixedText(-0.0125, 4), "-0.0125");
  EXPECT_EQ(FixedText(-0.00001, 3), "0.000");
  EXPECT_EQ(FixedText(-0.0, 0), "0");
  EXPECT_EQ(FixedText(34.2166, 2), "34.22");
}

TEST(NumberText, WhatIsNoNumberIsSaid) {
  EXPECT_EQ(FixedText(std::nan(""), 3), "n/a");
  EXPECT_EQ(FixedText(kInfinity, 3), "n/a");
  EXPECT_EQ(ShortText(-kInfinity), "n/a");
  EXPECT_EQ(PText(std::nan("")), "n/a");
  EXPECT_EQ(PercentText(std::nan("")), "n/a");
}

TEST(NumberText, HugeNumbersStayShort) { EXPECT_EQ(FixedText(-1.23456e300, 4), "-1.235e+300"); }

TEST(NumberText, ShortDropsZeros) {
  EXPECT_EQ(ShortText(0.05), "0.05");
  EXPECT_EQ(ShortText(2.0), "2");
  EXPECT_EQ(ShortText(-0.0), "0");
}

TEST(NumberText, SmallPValuesKeepTwoDigits) {
  EXPECT_EQ(PText(0.0471), "0.047");
  EXPECT_EQ(PText(0.001), "0.001");
  EXPECT_EQ(PText(0.00099), "9.9e-04");
  EXPECT_EQ(PText(0), "0.000");
  EXPECT_EQ(PText(1), "1.000");
}

TEST(NumberText, IntervalsAndPercent) {
  EXPECT_EQ(IntervalText({-0.025, -0.0004, 0.9}, 4), "[-0.0250, -0.0004]");
  EXPECT_EQ(PercentText(0.625), "62.5 %");
  EXPECT_EQ(PercentText(1, 0), "100 %");
}

TEST(NumberText, DecimalsFollowTheScale) {
  EXPECT_EQ(DecimalsFor(0.02), 4);
  EXPECT_EQ(DecimalsFor(0.5), 3);
  EXPECT_EQ(DecimalsFor(34), 1);
  EXPECT_EQ(DecimalsFor(1e6), 0);
  EXPECT_EQ(DecimalsFor(1e-30), 10);
  EXPECT_EQ(DecimalsFor(0), 3);
  EXPECT_EQ(DecimalsFor(kInfinity), 3);
}

}  // namespace
}  // namespace moebench::stats
