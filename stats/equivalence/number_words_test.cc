#include "stats/equivalence/number_words.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(NumberWordsTest, DifferencesHaveTheDigitsOfTheirMargin) {
  EXPECT_EQ(DifferenceWords(-0.0126984, 0.02), "-0.0127");
  EXPECT_EQ(DifferenceWords(0.5, 0.1), "0.500");
  EXPECT_EQ(DifferenceWords(0.5, 1), "0.50");
  EXPECT_EQ(DifferenceWords(123.456, 250), "123");
  EXPECT_EQ(DifferenceWords(-0.00001, 0.02), "0.0000") << "no negative zero";
  EXPECT_EQ(DifferenceWords(0.02, 1e-20), "0.02");
  EXPECT_EQ(DifferenceWords(1e15, 0.02), "1e+15");
}

TEST(NumberWordsTest, Intervals) { EXPECT_EQ(IntervalWords({-0.0248, -0.00056, 0.9}, 0.03), "-0.0248 to -0.0006"); }

TEST(NumberWordsTest, MarginsAndPercents) {
  EXPECT_EQ(MarginWords(0.02), "±0.02");
  EXPECT_EQ(MarginWords(1), "±1");
  EXPECT_EQ(PercentWords(0.9), "90 %");
  EXPECT_EQ(PercentWords(1 - 2 * 0.025), "95 %");
}

TEST(NumberWordsTest, PValues) {
  EXPECT_EQ(PWords(0.0262), "p = 0.026");
  EXPECT_EQ(PWords(0.00001), "p < 0.0001");
  EXPECT_EQ(PWords(1), "p = 1");
}

TEST(NumberWordsTest, Lists) {
  EXPECT_EQ(ListWords({}), "");
  EXPECT_EQ(ListWords({"a"}), "a");
  EXPECT_EQ(ListWords({"a", "b"}), "a and b");
  EXPECT_EQ(ListWords({"a", "b", "c"}), "a, b and c");
}

}  // namespace
}  // namespace moebench::stats
