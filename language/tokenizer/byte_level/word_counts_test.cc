#include "language/tokenizer/byte_level/word_counts.h"

#include <map>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using Counts = std::map<std::string, int64_t>;

Counts CountsOf(const WordCounts& words) {
  Counts counts;
  words.ForEach([&counts](absl::string_view word, int64_t count) {
    EXPECT_TRUE(counts.emplace(std::string(word), count).second) << "visited twice: '" << word << "'";
  });
  EXPECT_EQ(words.distinct(), static_cast<int64_t>(counts.size()));
  return counts;
}

TEST(WordCounts, CountsEqualWords) {
  WordCounts words;
  for (const char* word : {" the", "the", " the", "a word of more than fifteen bytes", " the"}) words.Add(word);
  words.Add("a word of more than fifteen bytes", 4);
  EXPECT_EQ(CountsOf(words), (Counts{{" the", 3}, {"the", 1}, {"a word of more than fifteen bytes", 5}}));
}

TEST(WordCounts, StartsEmptyAndKnowsNoEmptyWord) {
  WordCounts words;
  words.Add("");
  EXPECT_EQ(CountsOf(words), Counts());
}

TEST(WordCounts, TellsWordsOfZerosApartByTheirLength) {
  WordCounts words;
  Counts wanted;
  for (size_t size = 1; size <= 20; ++size) {
    words.Add(std::string(size, '\0'), static_cast<int64_t>(size));
    wanted[std::string(size, '\0')] = static_cast<int64_t>(size);
  }
  EXPECT_EQ(CountsOf(words), wanted);
}

TEST(WordCounts, EveryByteOfAWordCounts) {
  WordCounts words;
  Counts wanted;
  for (size_t size = 1; size <= 20; ++size) {
    for (size_t changed = 0; changed < size; ++changed) {
      std::string word(size, 'x');
      word[changed] = '\xff';
      words.Add(word);
      wanted[word] = 1;
    }
  }
  EXPECT_EQ(CountsOf(words), wanted);
}

TEST(WordCounts, AgreesWithAMapOnRandomWordsWhileItGrows) {
  CounterRandom random(1, 2);
  WordCounts words;
  Counts wanted;
  for (int i = 0; i < 60000; ++i) {
    std::string word(1 + random.Below(24), '\0');
    for (char& c : word) c = static_cast<char>(random.Below(word.size() < 4 ? 256 : 3));
    const int64_t count = 1 + random.Below(3);
    words.Add(word, count);
    wanted[word] += count;
  }
  EXPECT_EQ(CountsOf(words), wanted);
}

TEST(WordCounts, AddsOtherCountsAndCountsInSixtyFourBits) {
  WordCounts words, others;
  words.Add("many", 6'000'000'000);
  words.Add("only in the first of the two");
  others.Add("many", 5'000'000'000);
  others.Add("new", 2);
  words.AddAll(others);
  EXPECT_EQ(CountsOf(words), (Counts{{"many", 11'000'000'000}, {"only in the first of the two", 1}, {"new", 2}}));
}

}  // namespace
}  // namespace moebench::language
