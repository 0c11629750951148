#include "language/tokenizer/byte_level/word_cache.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using Cache = WordCache<2, 4>;
using Ids = std::vector<int32_t>;

// Found both ways: with bytes of other text behind the word, and with none that may be read.
template <typename C>
Ids Find(const C& cache, const std::string& word) {
  const std::string text = word + std::string(C::kKeyBytes, '\xEE');
  int32_t found[C::kMaxIds], found_at_end[C::kMaxIds];
  const int n = cache.Find(typename C::Key(absl::string_view(text).substr(0, word.size()), text.size()), found);
  EXPECT_EQ(cache.Find(typename C::Key(word, word.size()), found_at_end), n);
  EXPECT_EQ(Ids(found, found + n), Ids(found_at_end, found_at_end + n));
  return Ids(found, found + n);
}

template <typename C>
void Insert(C* cache, const std::string& word, const Ids& ids) {
  cache->Insert(typename C::Key(word, word.size()), ids.data(), static_cast<int>(ids.size()));
}

TEST(WordCacheTest, FindsWhatWasInserted) {
  Cache cache(1 << 16);
  EXPECT_EQ(Find(cache, "the"), Ids());
  Insert(&cache, "the", {7});
  Insert(&cache, " mixture-of-ex", {1, 2, 3, 0});  // 14 bytes, 4 ids
  EXPECT_EQ(Find(cache, "the"), Ids({7}));
  EXPECT_EQ(Find(cache, " mixture-of-ex"), Ids({1, 2, 3, 0}));
  EXPECT_EQ(Find(cache, "th"), Ids());
}

TEST(WordCacheTest, WordsOfZeroBytesDifferByTheirLength) {
  Cache cache(1 << 16);
  for (size_t n = 1; n <= Cache::kMaxBytes; ++n) EXPECT_EQ(Find(cache, std::string(n, '\0')), Ids());
  for (size_t n = 1; n <= Cache::kMaxBytes; n += 2) Insert(&cache, std::string(n, '\0'), {static_cast<int32_t>(n)});
  for (size_t n = 1; n <= Cache::kMaxBytes; ++n) {
    EXPECT_EQ(Find(cache, std::string(n, '\0')), n % 2 == 1 ? Ids({static_cast<int32_t>(n)}) : Ids());
  }
}

TEST(WordCacheTest, ALineKeepsTheTwoNewest) {
  Cache cache(0);  // one line
  EXPECT_EQ(cache.MemoryBytes(), 64u);
  Insert(&cache, "a", {1});
  Insert(&cache, "b", {2});
  EXPECT_EQ(Find(cache, "a"), Ids({1}));
  Insert(&cache, "c", {3});
  EXPECT_EQ(Find(cache, "a"), Ids());
  EXPECT_EQ(Find(cache, "b"), Ids({2}));
  EXPECT_EQ(Find(cache, "c"), Ids({3}));
}

TEST(WordCacheTest, TakesNoMoreMemoryThanItIsGiven) {
  EXPECT_EQ(Cache(4 << 20).MemoryBytes(), size_t{4} << 20);
  EXPECT_EQ(Cache((4 << 20) - 1).MemoryBytes(), size_t{2} << 20);
  EXPECT_EQ((WordCache<6, 20>(2 << 20).MemoryBytes()), size_t{2} << 20);
}

// What is found is what was inserted last, or nothing: for words of every length, in a cache too small for them.
template <typename C>
void ExpectNeverWrong(C* cache) {
  CounterRandom random(/*key=*/9, /*stream=*/0);
  std::map<std::string, Ids> wanted;
  int found = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string word(1 + random.Below(C::kMaxBytes), '\0');
    for (char& byte : word) byte = static_cast<char>(random.Below(2) * 0xFF);
    if (word.size() > 8) std::fill(word.begin() + 4, word.end() - 4, 'x');  // or nothing would come again
    const Ids ids = Find(*cache, word);
    if (!ids.empty()) {
      ++found;
      ASSERT_EQ(ids, wanted[word]);
      continue;
    }
    Ids made;
    for (uint32_t n = 1 + random.Below(C::kMaxIds); n > 0; --n) made.push_back(random.Below(1 << 30));
    wanted[word] = made;
    Insert(cache, word, made);
  }
  EXPECT_GT(found, 1000);
}

TEST(WordCacheTest, NeverGivesAnotherWordsIds) {
  WordCache<2, 4> short_words(16 << 10);
  ExpectNeverWrong(&short_words);
  WordCache<6, 20> long_words(64 << 10);
  ExpectNeverWrong(&long_words);
}

}  // namespace
}  // namespace moebench::language
