#include "language/tokenizer/byte_level/word_merger.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;

std::array<int32_t, 256> BytesAsIds() {
  std::array<int32_t, 256> ids;
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

std::vector<int32_t> Merged(const std::vector<IdMerge>& merges, absl::string_view word) {
  const MergeTable table(merges);
  const std::array<int32_t, 256> byte_ids = BytesAsIds();
  std::vector<int32_t> ids;
  WordMerger(&table, &byte_ids).Append(word, &ids);
  return ids;
}

// The rule as it reads: all occurrences of the pair of lowest rank, from the left, until there is none.
std::vector<int32_t> PlainlyMerged(const std::vector<IdMerge>& merges, absl::string_view word) {
  std::vector<int32_t> ids;
  for (const char byte : word) ids.push_back(static_cast<uint8_t>(byte));
  while (true) {
    size_t best = merges.size();
    for (size_t i = 0; i + 1 < ids.size(); ++i) {
      for (size_t rank = 0; rank < best; ++rank) {
        if (merges[rank].left == ids[i] && merges[rank].right == ids[i + 1]) best = rank;
      }
    }
    if (best == merges.size()) return ids;
    std::vector<int32_t> next;
    for (size_t i = 0; i < ids.size(); ++i) {
      const bool here = i + 1 < ids.size() && ids[i] == merges[best].left && ids[i + 1] == merges[best].right;
      next.push_back(here ? merges[best].result : ids[i]);
      i += here;
    }
    ids = next;
  }
}

TEST(WordMergerTest, WorkedByHand) {
  // lo, low, er, <lower>
  const std::vector<IdMerge> merges = {{'l', 'o', 256}, {256, 'w', 257}, {'e', 'r', 258}, {257, 258, 259}};
  EXPECT_THAT(Merged(merges, "lower"), ElementsAre(259));
  EXPECT_THAT(Merged(merges, "lowest"), ElementsAre(257, 'e', 's', 't'));
  EXPECT_THAT(Merged(merges, "w"), ElementsAre('w'));
  EXPECT_THAT(Merged(merges, ""), ElementsAre());
  EXPECT_THAT(Merged({}, "lo"), ElementsAre('l', 'o'));
}

TEST(WordMergerTest, LowestRankFirstNotLeftmost) {
  // b c has the lower rank, so that a b finds no b.
  EXPECT_THAT(Merged({{'b', 'c', 256}, {'a', 'b', 257}}, "abc"), ElementsAre('a', 256));
  EXPECT_THAT(Merged({{'a', 'b', 257}, {'b', 'c', 256}}, "abc"), ElementsAre(257, 'c'));
}

TEST(WordMergerTest, OverlapsGoToTheLeft) {
  const std::vector<IdMerge> merges = {{'a', 'a', 256}, {256, 256, 257}};
  EXPECT_THAT(Merged(merges, "aaa"), ElementsAre(256, 'a'));
  EXPECT_THAT(Merged(merges, "aaaaaaa"), ElementsAre(257, 256, 'a'));
}

// Words around kShortBytes, where the way changes, of few letters, so that pairs come again and overlap.
TEST(WordMergerTest, BothWaysEqualThePlainRule) {
  CounterRandom random(/*key=*/5, /*stream=*/0);
  for (int vocabulary = 0; vocabulary < 60; ++vocabulary) {
    std::vector<IdMerge> merges;
    std::vector<int32_t> tokens = {'a', 'b', 'c'};
    for (int32_t i = 0; i < 25; ++i) {
      const IdMerge merge = {tokens[random.Below(tokens.size())], tokens[random.Below(tokens.size())], 256 + i};
      const auto same = [&](const IdMerge& other) { return other.left == merge.left && other.right == merge.right; };
      if (std::any_of(merges.begin(), merges.end(), same)) continue;
      merges.push_back(merge);
      tokens.push_back(merge.result);
    }
    const MergeTable table(merges);
    const std::array<int32_t, 256> byte_ids = BytesAsIds();
    WordMerger merger(&table, &byte_ids);
    for (int i = 0; i < 60; ++i) {
      std::string word;
      for (uint32_t n = random.Below(2 * WordMerger::kShortBytes + 20); n > 0; --n) {
        word.push_back(static_cast<char>('a' + random.Below(3)));
      }
      std::vector<int32_t> ids = {-7};
      merger.Append(word, &ids);
      ASSERT_EQ(ids[0], -7);  // appended
      ids.erase(ids.begin());
      ASSERT_EQ(ids, PlainlyMerged(merges, word)) << word;
    }
  }
}

// A word of 1 MB, of which a quadratic way would make 10^12 steps.
TEST(WordMergerTest, LongWordsTakeLittleTime) {
  std::vector<IdMerge> merges = {{'a', 'a', 256}};
  for (int32_t i = 256; i < 274; ++i) merges.push_back({i, i, i + 1});
  const MergeTable table(merges);
  const std::array<int32_t, 256> byte_ids = BytesAsIds();
  std::vector<int32_t> ids;
  WordMerger(&table, &byte_ids).Append(std::string(size_t{1} << 20, 'a'), &ids);
  EXPECT_EQ(ids, std::vector<int32_t>(2, 274));  // 2^19 letters each
}

}  // namespace
}  // namespace moebench::language
