#include "stats/estimators/index_rule.h"

#include <cstdint>
#include <vector>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(IndexRuleTest, UnfairWordsAreTheSurplusOfEveryPair) {
  // Of 2^32 words each of the 4095^2 pairs gets floor(2^32 / 4095^2) = 256, and 2^32 - 256 * 4095^2 = 2096896 are left
  // over: the fractions below that.
  EXPECT_EQ(IndexRule(4095).first_fair, 2096896u);
  EXPECT_EQ(IndexRule(4096).first_fair, 0u);  // 2^24 divides 2^32
  EXPECT_EQ(IndexRule(5000).first_fair, 4294967296u % 5000);
  EXPECT_FALSE(IndicesOf(IndexRule(5000), 0).fair);
  const WordIndices last = IndicesOf(IndexRule(4095), 0xFFFFFFFFu);
  EXPECT_EQ(last.first, 4094u);
  EXPECT_EQ(last.second, 4094u);
}

TEST(IndexRuleTest, FairWordsGiveEveryIndexEquallyOften) {
  // The words around each multiple of 2^32 / n: with n = 3 the one unfair word is 0, and [1, 2^32) splits in three.
  const IndexRule rule = [] {
    IndexRule three(3);
    three.paired = false;
    three.first_fair = 1;  // 2^32 mod 3
    return three;
  }();
  EXPECT_FALSE(IndicesOf(rule, 0).fair);
  EXPECT_EQ(IndicesOf(rule, 1).first, 0u);
  EXPECT_EQ(IndicesOf(rule, 1431655765).first, 0u);  // the last of 1431655765 words
  EXPECT_EQ(IndicesOf(rule, 1431655766).first, 1u);
  EXPECT_EQ(IndicesOf(rule, 2863311530).first, 1u);
  EXPECT_EQ(IndicesOf(rule, 2863311531).first, 2u);
  EXPECT_EQ(IndicesOf(rule, 4294967295).first, 2u);
}

TEST(IndexRuleTest, ReplacementsAreFairAndTheirOwnStream) {
  const IndexRule rule(4095);
  for (uint64_t position = 0; position < 1000; ++position) {
    const WordIndices drawn = ReplacementIndices(rule, 5, 7, position);
    EXPECT_TRUE(drawn.fair);
    EXPECT_LT(drawn.first, 4095u);
    EXPECT_LT(drawn.second, 4095u);
    CounterRandom random(MixSeed(5, position + 1), 7);
    WordIndices wanted = IndicesOf(rule, random.Next32());
    while (!wanted.fair) wanted = IndicesOf(rule, random.Next32());
    EXPECT_EQ(drawn.first, wanted.first);
    EXPECT_EQ(drawn.second, wanted.second);
  }
}

TEST(IndexRuleTest, UnfairWordsAreMetInPractice) {
  const IndexRule rule(4095);
  int replaced = 0;
  for (uint64_t r = 0; r < 20; ++r) {
    CounterRandom random(5, r);
    for (int w = 0; w < 2048; ++w) replaced += IndicesOf(rule, random.Next32()).fair ? 0 : 1;
  }
  EXPECT_GT(replaced, 5);  // 20 expected
}

}  // namespace
}  // namespace moebench::stats
