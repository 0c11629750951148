#include "language/tokenizer/sentencepiece/prefix_matcher.h"

#include <string>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

size_t Match(const PrefixMatcher& matcher, const std::string& text) {
  return matcher.LongestMatch(text.data(), text.size());
}

TEST(PrefixMatcherTest, TakesTheLongest) {
  const PrefixMatcher matcher({"<url>", "<url>s", "--", "<url>"});
  EXPECT_EQ(Match(matcher, "<url>small"), 6u);
  EXPECT_EQ(Match(matcher, "<url>"), 5u);
  EXPECT_EQ(Match(matcher, "<url"), 0u);
  EXPECT_EQ(Match(matcher, "---"), 2u);
  EXPECT_EQ(Match(matcher, "x--"), 0u);
  EXPECT_EQ(Match(matcher, ""), 0u);
}

TEST(PrefixMatcherTest, AnEmptySetMatchesNothing) {
  const PrefixMatcher matcher;
  EXPECT_TRUE(matcher.empty());
  EXPECT_EQ(Match(matcher, "a"), 0u);
  EXPECT_FALSE(matcher.MayStart('a'));
  EXPECT_EQ(matcher.Nesting(), 0);
}

TEST(PrefixMatcherTest, FirstBytesAndNesting) {
  const PrefixMatcher matcher({"a", "ab", "abc", "ac", "\xff"});
  EXPECT_TRUE(matcher.MayStart('a'));
  EXPECT_TRUE(matcher.MayStart(0xff));
  EXPECT_FALSE(matcher.MayStart('b'));
  EXPECT_EQ(matcher.Nesting(), 3);  // abc, ab, a
}

TEST(PrefixMatcherTest, AgreesWithTryingEveryWord) {
  CounterRandom random(1, 2);
  const auto word = [&random](int most) {
    std::string made(1 + random.Below(most), '\0');
    for (char& c : made) c = static_cast<char>(0x7e + random.Below(4));  // both sides of the sign bit
    return made;
  };
  std::vector<std::string> words;
  for (int i = 0; i < 60; ++i) words.push_back(word(5));
  const PrefixMatcher matcher(words);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = word(9);
    size_t longest = 0;
    for (const std::string& candidate : words) {
      if (text.compare(0, candidate.size(), candidate) == 0) longest = std::max(longest, candidate.size());
    }
    ASSERT_EQ(Match(matcher, text), longest);
  }
}

}  // namespace
}  // namespace moebench::language
