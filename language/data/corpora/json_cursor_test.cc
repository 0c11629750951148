#include "language/data/corpora/json_cursor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

TEST(JsonCursorTest, WalksOverItsParts) {
  JsonCursor cursor(" \t\r\n\"a\\u00e9\" true-0.5e+3,");
  cursor.SkipSpace();
  std::string text;
  ASSERT_TRUE(cursor.String(&text).ok());
  EXPECT_EQ(text, "a\xC3\xA9");
  cursor.SkipSpace();
  ASSERT_TRUE(cursor.Literal("true").ok());
  ASSERT_TRUE(cursor.Number().ok());
  EXPECT_EQ(cursor.Peek(), ',');
  cursor.Advance();
  EXPECT_TRUE(cursor.AtEnd());
  EXPECT_EQ(cursor.Peek(), '\0');
}

TEST(JsonCursorTest, NumbersFollowTheGrammar) {
  for (const char* number : {"0", "-0", "10", "1.50", "1e9", "1E-09", "123456789012345678901234567890"}) {
    JsonCursor cursor(number);
    EXPECT_TRUE(cursor.Number().ok() && cursor.AtEnd()) << number;
  }
  for (const char* number : {"", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "x"}) {
    EXPECT_FALSE(JsonCursor(number).Number().ok()) << number;
  }
}

// A quote, a backslash, a control character and a byte that is not ASCII at each place of an eight-byte word.
TEST(JsonCursorTest, FindsWhatEndsAPlainRunWhereverItStands) {
  for (int front = 0; front < 20; ++front) {
    const std::string plain = "\"" + std::string(front, '~');
    std::string text;
    const auto read = [&](const std::string& rest) {
      const std::string json = plain + rest;
      return JsonCursor(json).String(&text);
    };
    ASSERT_TRUE(read("\"~~~~~~~~").ok());
    EXPECT_EQ(text, std::string(front, '~'));
    ASSERT_TRUE(read("\\n~~~~~~~~\"").ok());
    EXPECT_EQ(text, std::string(front, '~') + "\n~~~~~~~~");
    ASSERT_TRUE(read("\xC3\xA9~~~~~~~~\"").ok());
    EXPECT_EQ(text, std::string(front, '~') + "\xC3\xA9~~~~~~~~");
    EXPECT_THAT(read("\x1F~~~~~~~~\"").message(), HasSubstr("control character 0x1f"));
  }
}

TEST(JsonCursorTest, ErrorsCountBytesFromOne) {
  EXPECT_EQ(JsonCursor("x").Error("wrong").message(), "byte 1: wrong");
  EXPECT_EQ(JsonCursor("x").Expected("a value").message(), "byte 1: found 'x' where a value was expected");
  EXPECT_EQ(JsonCursor("\x01").Expected("a value").message(), "byte 1: found 0x01 where a value was expected");
  EXPECT_EQ(JsonCursor("").Expected("a value").message(), "byte 1: the line ends where a value was expected");
}

}  // namespace
}  // namespace moebench::language
