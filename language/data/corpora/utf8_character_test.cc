#include "language/data/corpora/utf8_character.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

void ExpectCharacter(const Utf8Character& got, uint32_t code, int bytes) {
  EXPECT_EQ(got.code, code);
  EXPECT_EQ(got.bytes, bytes);
}

TEST(Utf8CharacterTest, ReadsCharactersOfEveryLength) {
  ExpectCharacter(FirstCharacter("ab"), 'a', 1);
  ExpectCharacter(FirstCharacter("\xC2\xB0x"), 0xB0, 2);
  ExpectCharacter(FirstCharacter("\xE3\x80\x80x"), 0x3000, 3);
  ExpectCharacter(FirstCharacter("\xF4\x8F\xBF\xBF"), 0x10FFFF, 4);
  ExpectCharacter(LastCharacter("ab"), 'b', 1);
  ExpectCharacter(LastCharacter("x\xC2\xB0"), 0xB0, 2);
  ExpectCharacter(LastCharacter("\xE3\x80\x80"), 0x3000, 3);
  ExpectCharacter(LastCharacter("x\xF0\x90\x80\x80"), 0x10000, 4);
  ExpectCharacter(FirstCharacter(absl::string_view("\0", 1)), 0, 1);
}

TEST(Utf8CharacterTest, TellsIllFormedBytes) {
  // A lone continuation, overlong forms, a surrogate, beyond U+10FFFF, a cut character.
  for (const std::string text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                                 "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE3\x80", "\xC2", "\xE3\x28\x80"}) {
    ExpectCharacter(FirstCharacter(text), kIllFormed, 1);
  }
  for (const std::string text : {"a\x80", "\xE3\x80", "a\xC2", "\xC2\xB0\xB0"}) {
    ExpectCharacter(LastCharacter(text), kIllFormed, 1);
  }
}

TEST(Utf8CharacterTest, KnowsTheTwentyNineWhiteSpaces) {
  int count = 0;
  for (uint32_t code = 0; code <= 0x10FFFF; ++code) count += IsWhiteSpace(code);
  EXPECT_EQ(count, 29);  // 25 of Unicode's White_Space, and U+001C to U+001F
  EXPECT_TRUE(IsWhiteSpace(0x85));
  EXPECT_TRUE(IsWhiteSpace(0x1C));
  EXPECT_FALSE(IsWhiteSpace(0x1B));
  EXPECT_FALSE(IsWhiteSpace(0x200B));
  EXPECT_FALSE(IsWhiteSpace(kIllFormed));
}

TEST(Utf8CharacterTest, StripsBothEnds) {
  EXPECT_EQ(StripWhiteSpace(" \n\xC2\xA0 a b\xE3\x80\x80\t"), "a b");
  EXPECT_EQ(StripWhiteSpace("\xE3\x80\x80 "), "");
  EXPECT_EQ(StripWhiteSpace("\x80 a"), "\x80 a");
}

}  // namespace
}  // namespace moebench::language
