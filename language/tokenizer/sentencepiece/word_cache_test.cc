#include "language/tokenizer/sentencepiece/word_cache.h"

#include <map>
#include <string>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;

WordCache::Key KeyOf(const std::string& word) {
  return WordCache::Key((word + std::string(WordCache::kMostBytes, '?')).data(), word.size());
}

std::vector<int32_t> Found(const WordCache& cache, const std::string& word) {
  const WordCache::Entry* entry = cache.Find(KeyOf(word));
  if (entry == nullptr) return {};
  return {entry->ids, entry->ids + entry->count};
}

TEST(WordCacheTest, FindsWhatWasPutIn) {
  WordCache cache;
  EXPECT_EQ(cache.Find(KeyOf("word")), nullptr);
  cache.Put(KeyOf("word"), {3, 1, 4});
  EXPECT_THAT(Found(cache, "word"), ElementsAre(3, 1, 4));
  EXPECT_EQ(cache.Find(KeyOf("wor")), nullptr);
  cache.Put(KeyOf("word"), {5});
  EXPECT_THAT(Found(cache, "word"), ElementsAre(5));
}

TEST(WordCacheTest, ZeroBytesAreBytes) {
  WordCache cache;
  for (size_t length = 1; length <= WordCache::kMostBytes; ++length) {
    cache.Put(KeyOf(std::string(length, '\0')), {static_cast<int32_t>(length)});
    EXPECT_THAT(Found(cache, std::string(length, '\0')), ElementsAre(static_cast<int32_t>(length)));
  }
}

TEST(WordCacheTest, TooManyIdsAreNotKept) {
  WordCache cache;
  cache.Put(KeyOf("w"), {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(Found(cache, "w").size(), 8u);
  cache.Put(KeyOf("x"), {1, 2, 3, 4, 5, 6, 7, 8, 9});
  EXPECT_EQ(cache.Find(KeyOf("x")), nullptr);
}

// Far more words than places: what is found is right, and the latest word is found.
TEST(WordCacheTest, NeverGivesAnotherWordsIds) {
  WordCache cache;
  CounterRandom random(5, 5);
  for (int32_t i = 0; i < 300000; ++i) {
    std::string word = std::to_string(random.Below(200000));
    if (i % 3 == 0) word = std::string(17, 'p') + word;
    const std::vector<int32_t> ids = {static_cast<int32_t>(word.size()),
                                      std::stoi(word.substr(word.find_last_of('p') + 1))};
    const std::vector<int32_t> found = Found(cache, word);
    ASSERT_TRUE(found.empty() || found == ids) << word;
    cache.Put(KeyOf(word), ids);
    ASSERT_EQ(Found(cache, word), ids);
  }
}

}  // namespace
}  // namespace moebench::language
