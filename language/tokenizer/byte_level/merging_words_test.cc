#include "language/tokenizer/byte_level/merging_words.h"

#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t kA = 'a' - '!', kB = 'b' - '!', kC = 'c' - '!';
constexpr uint32_t kEnd = MergingWords::kWordEnd;

using PairAt = std::tuple<uint32_t, uint32_t, uint32_t>;  // place, left, right

std::vector<PairAt> PairsOf(const MergingWords& words) {
  std::vector<PairAt> pairs;
  words.ForEachPair([&pairs](uint32_t place, uint32_t left, uint32_t right) { pairs.push_back({place, left, right}); });
  return pairs;
}

MergingWords OneWord(absl::string_view word, int64_t count) {
  WordCounts counts;
  counts.Add(word, count);
  return *MergingWords::Load(counts);
}

TEST(MergingWords, HoldsEveryPairOfEveryWord) {
  const MergingWords words = OneWord("abc", 3);
  EXPECT_THAT(PairsOf(words), ElementsAre(PairAt{1, kA, kB}, PairAt{2, kB, kC}));
  EXPECT_EQ(words.WordCount(1), 3);
  EXPECT_EQ(words.TokenBefore(1), kEnd);
  EXPECT_EQ(words.TokenBehind(1), kB);
  EXPECT_EQ(words.TokenBefore(3), kB);
  EXPECT_EQ(words.TokenBehind(3), kEnd);
}

TEST(MergingWords, LeavesOutWordsOfOneByte) {
  EXPECT_THAT(PairsOf(OneWord("a", 3)), IsEmpty());
  EXPECT_THAT(PairsOf(*MergingWords::Load(WordCounts())), IsEmpty());
}

TEST(MergingWords, NoPairCrossesFromOneWordToTheNext) {
  WordCounts counts;
  counts.Add("ab", 2);
  counts.Add("c", 9);
  counts.Add("ba", 5);
  const MergingWords words = *MergingWords::Load(counts);
  int64_t ab = 0, ba = 0;
  words.ForEachPair([&](uint32_t place, uint32_t left, uint32_t right) {
    (left == kA && right == kB ? ab : ba) += words.WordCount(place);
  });
  EXPECT_EQ(ab, 2);
  EXPECT_EQ(ba, 5);
}

// end a b a b end  ->  end ab ab end  ->  end abab end
TEST(MergingWords, MergesInPlace) {
  MergingWords words = OneWord("abab", 1);
  const uint32_t ab = words.AddToken(kA, kB);
  EXPECT_EQ(ab, 256u);
  EXPECT_EQ(words.TokenBytes(ab), 2u);
  EXPECT_TRUE(words.MergeAt(1, kA, kB, ab));
  EXPECT_EQ(words.TokenBehind(1), kA);
  EXPECT_EQ(words.TokenBefore(3), ab);
  EXPECT_TRUE(words.MergeAt(3, kA, kB, ab));
  EXPECT_THAT(PairsOf(words), ElementsAre(PairAt{1, ab, ab}));
  const uint32_t abab = words.AddToken(ab, ab);
  EXPECT_EQ(words.TokenBytes(abab), 4u);
  EXPECT_TRUE(words.MergeAt(1, ab, ab, abab));
  EXPECT_THAT(PairsOf(words), IsEmpty());
  EXPECT_EQ(words.TokenBefore(1), kEnd);
  EXPECT_EQ(words.TokenBehind(1), kEnd);
}

TEST(MergingWords, RefusesPlacesThatMergesHaveChanged) {
  MergingWords words = OneWord("abcab", 1);  // places 1 .. 5
  const uint32_t ab = words.AddToken(kA, kB);
  ASSERT_TRUE(words.MergeAt(1, kA, kB, ab));
  EXPECT_FALSE(words.MergeAt(1, kA, kB, 999));  // merged already
  EXPECT_FALSE(words.MergeAt(2, kB, kC, 999));  // its left token went into ab
  const uint32_t ca = words.AddToken(kC, kA);
  ASSERT_TRUE(words.MergeAt(3, kC, kA, ca));
  EXPECT_FALSE(words.MergeAt(4, kA, kB, 999));
  const uint32_t abca = words.AddToken(ab, ca);
  ASSERT_TRUE(words.MergeAt(1, ab, ca, abca));
  EXPECT_FALSE(words.MergeAt(3, ca, kB, 999));  // began in what is now the middle
  EXPECT_THAT(PairsOf(words), ElementsAre(PairAt{1, abca, kB}));
}

TEST(MergingWords, RunsOfOneTokenMergeFromTheLeft) {
  MergingWords words = OneWord("aaa", 1);
  const uint32_t aa = words.AddToken(kA, kA);
  EXPECT_TRUE(words.MergeAt(1, kA, kA, aa));
  EXPECT_FALSE(words.MergeAt(2, kA, kA, aa));
  EXPECT_THAT(PairsOf(words), ElementsAre(PairAt{1, aa, kA}));
}

}  // namespace
}  // namespace moebench::language
