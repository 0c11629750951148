#include "language/tokenizer/byte_level/learn_merges.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"

namespace moebench::language {

void PrintTo(const Merge& merge, std::ostream* out) { *out << "{" << merge.left << ", " << merge.right << "}"; }

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int32_t kA = 'a' - '!', kB = 'b' - '!', kC = 'c' - '!', kSpace = 188 + ' ';

using Words = std::vector<std::pair<std::string, int64_t>>;

std::vector<Merge> Learn(const Words& words, const LearnMergesOptions& options) {
  WordCounts counts;
  for (const auto& [word, count] : words) counts.Add(word, count);
  return *LearnMerges(counts, options);
}

LearnMergesOptions AtLeast(int64_t min_frequency, int64_t max_token_bytes = 0) {
  return {/*max_merges=*/1'000'000, min_frequency, max_token_bytes};
}

// The definition: counts every pair anew before every merge.
class PlainLearner {
 public:
  PlainLearner(const Words& words, const LearnMergesOptions& options) : options_(options), token_bytes_(256, 1) {
    const auto& bytes = BytesInIdOrder();
    for (const auto& [word, count] : words) {
      std::vector<int32_t> tokens;
      for (const char c : word) {
        tokens.push_back(std::find(bytes.begin(), bytes.end(), static_cast<uint8_t>(c)) - bytes.begin());
      }
      words_.push_back({tokens, count});
    }
  }

  std::vector<Merge> Learn() {
    std::vector<Merge> merges;
    while (static_cast<int64_t>(merges.size()) < options_.max_merges) {
      const std::pair<std::pair<int32_t, int32_t>, int64_t> best = MostFrequent();
      if (best.second < options_.min_frequency) break;
      const auto [left, right] = best.first;
      merges.push_back({left, right});
      const int32_t token = static_cast<int32_t>(token_bytes_.size());
      token_bytes_.push_back(token_bytes_[left] + token_bytes_[right]);
      for (auto& [tokens, count] : words_) Replace(left, right, token, &tokens);
    }
    return merges;
  }

 private:
  std::pair<std::pair<int32_t, int32_t>, int64_t> MostFrequent() const {
    std::map<std::pair<int32_t, int32_t>, int64_t> counts;
    for (const auto& [tokens, count] : words_) {
      for (size_t i = 0; i + 1 < tokens.size(); ++i) counts[{tokens[i], tokens[i + 1]}] += count;
    }
    std::pair<std::pair<int32_t, int32_t>, int64_t> best{{0, 0}, 0};
    for (const auto& [pair, count] : counts) {
      const int64_t bytes = token_bytes_[pair.first] + token_bytes_[pair.second];
      const bool short_enough = options_.max_token_bytes == 0 || bytes <= options_.max_token_bytes;
      if (short_enough && count > best.second) best = {pair, count};
    }
    return best;
  }

  static void Replace(int32_t left, int32_t right, int32_t token, std::vector<int32_t>* tokens) {
    std::vector<int32_t> replaced;
    for (size_t i = 0; i < tokens->size(); ++i) {
      if (i + 1 < tokens->size() && (*tokens)[i] == left && (*tokens)[i + 1] == right) {
        replaced.push_back(token);
        ++i;
      } else {
        replaced.push_back((*tokens)[i]);
      }
    }
    *tokens = replaced;
  }

  LearnMergesOptions options_;
  std::vector<int64_t> token_bytes_;
  std::vector<std::pair<std::vector<int32_t>, int64_t>> words_;
};

// a b: 6, b a: 3; then ab ab: 3.
TEST(LearnMerges, TakesTheMostFrequentPairOfWhatTheMergesBeforeLeft) {
  EXPECT_THAT(Learn({{"abab", 3}}, AtLeast(2)), ElementsAre(Merge{kA, kB}, Merge{256, 256}));
}

// All three pairs occur twice.
TEST(LearnMerges, TakesOfEquallyFrequentPairsTheSmallerLeftThenTheSmallerRight) {
  EXPECT_THAT(Learn({{"ba", 2}, {"ac", 2}, {"ab", 2}}, AtLeast(1)),
              ElementsAre(Merge{kA, kB}, Merge{kA, kC}, Merge{kB, kA}));
}

// A space is a smaller byte than b, with a larger id.
TEST(LearnMerges, OrdersBytesByTheirIds) {
  EXPECT_THAT(Learn({{" a", 1}, {"ba", 1}}, AtLeast(1)), ElementsAre(Merge{kB, kA}, Merge{kSpace, kA}));
}

// a a: 4 in "aaaaa", which becomes aa aa a; then aa a (256, 64) and aa aa (256, 256) occur once each.
TEST(LearnMerges, MergesOverlappingOccurrencesFromTheLeft) {
  EXPECT_THAT(Learn({{"aaaaa", 1}}, AtLeast(1)), ElementsAre(Merge{kA, kA}, Merge{256, kA}, Merge{256, 257}));
}

TEST(LearnMerges, StopsAtTheNumberOfMergesAskedFor) {
  const std::vector<Merge> all = Learn({{"abcabc", 5}, {"bcbc", 2}}, AtLeast(1));
  ASSERT_GT(all.size(), 3u);
  for (size_t n = 0; n < all.size(); ++n) {
    const std::vector<Merge> some = Learn({{"abcabc", 5}, {"bcbc", 2}}, {static_cast<int64_t>(n), 1, 0});
    EXPECT_EQ(some, std::vector<Merge>(all.begin(), all.begin() + n));
  }
}

TEST(LearnMerges, LeavesOutPairsBelowTheFrequencyOrAboveTheLength) {
  EXPECT_THAT(Learn({{"ab", 1}, {"bc", 2}, {"ca", 3}}, AtLeast(2)), ElementsAre(Merge{kC, kA}, Merge{kB, kC}));
  EXPECT_THAT(Learn({{"abc", 9}}, AtLeast(1, 2)), ElementsAre(Merge{kA, kB}));
  EXPECT_THAT(Learn({{"abc", 9}}, AtLeast(1, 3)), ElementsAre(Merge{kA, kB}, Merge{256, kC}));
}

TEST(LearnMerges, LearnsNothingFromNoWordsAndFromSingleBytes) {
  EXPECT_THAT(Learn({}, AtLeast(1)), IsEmpty());
  EXPECT_THAT(Learn({{"a", 5}, {"b", 5}}, AtLeast(1)), IsEmpty());
}

// 2^32 + 1 occurrences would be 1 in 32 bits, fewer than 2.
TEST(LearnMerges, CountsInSixtyFourBits) {
  EXPECT_THAT(Learn({{"ab", (int64_t{1} << 32) + 1}, {"bc", 2}}, AtLeast(1)),
              ElementsAre(Merge{kA, kB}, Merge{kB, kC}));
}

// Twenty doublings make 2^20 letters one token, each merge of half as many places as the one before.
TEST(LearnMerges, AMillionLettersWithoutASpaceAreAWordLikeAnother) {
  const std::vector<Merge> merges = Learn({{std::string(1 << 20, 'a'), 1}}, AtLeast(1));
  ASSERT_EQ(merges.size(), 20u);
  for (int32_t i = 1; i < 20; ++i) EXPECT_EQ(merges[i], (Merge{255 + i, 255 + i}));
}

TEST(LearnMerges, ReportsMergesDone) {
  WordCounts counts;
  CounterRandom random(3, 3);
  for (int i = 0; i < 400; ++i) {
    counts.Add(std::string{static_cast<char>(random.Below(256)), static_cast<char>(random.Below(256)), 'x'});
  }
  std::vector<int64_t> reports;
  const std::vector<Merge> merges =
      *LearnMerges(counts, AtLeast(1), [&reports](int64_t done) { reports.push_back(done); });
  ASSERT_GT(merges.size(), 300u);
  EXPECT_GT(reports.size(), 1u);
  EXPECT_TRUE(std::is_sorted(reports.begin(), reports.end()));
  EXPECT_EQ(reports.back(), static_cast<int64_t>(merges.size()));
}

Words RandomWords(CounterRandom* random) {
  const uint32_t alphabet = 1 + random->Below(4), longest = 1 + random->Below(random->Below(4) == 0 ? 40 : 8);
  std::map<std::string, int64_t> words;
  for (uint32_t i = 1 + random->Below(25); i > 0; --i) {
    std::string word(1 + random->Below(longest), 'a');
    for (char& c : word) c = " a\xe9z"[random->Below(alphabet)];
    words[word] += 1 + random->Below(3);
  }
  return Words(words.begin(), words.end());
}

TEST(LearnMerges, AgreesWithCountingAnewBeforeEveryMerge) {
  CounterRandom random(7, 1);
  int64_t merges = 0;
  for (int i = 0; i < 800; ++i) {
    Words words = RandomWords(&random);
    const LearnMergesOptions options{random.Below(3) == 0 ? random.Below(10) : 1000, 1 + random.Below(3),
                                     std::vector<int64_t>{0, 0, 2, 3, 5, 8}[random.Below(6)]};
    const std::vector<Merge> wanted = PlainLearner(words, options).Learn();
    ASSERT_EQ(Learn(words, options), wanted) << "corpus " << i;
    std::reverse(words.begin(), words.end());
    ASSERT_EQ(Learn(words, options), wanted) << "corpus " << i << " in another order";
    merges += static_cast<int64_t>(wanted.size());
  }
  EXPECT_GT(merges, 5000);
}

TEST(LearnMerges, NoTwoMergesMakeTheSameBytes) {
  CounterRandom random(8, 1);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string> tokens;
    for (const uint8_t byte : BytesInIdOrder()) tokens.emplace_back(1, static_cast<char>(byte));
    for (const Merge& merge : Learn(RandomWords(&random), AtLeast(1))) {
      tokens.push_back(tokens[merge.left] + tokens[merge.right]);
    }
    std::sort(tokens.begin(), tokens.end());
    EXPECT_EQ(std::adjacent_find(tokens.begin(), tokens.end()), tokens.end());
  }
}

}  // namespace
}  // namespace moebench::language
