#include "stats/input/name_check.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(NameProblem, TextOfAnyLanguageIsFine) {
  for (const char* name : {"", "wide", "<script>", "größer, 宽", "a \"b\"", "\U0001F600", "\xC2\xA0"}) {
    EXPECT_EQ(NameProblem(name), "") << name;
    EXPECT_TRUE(IsUtf8(name)) << name;
  }
}

TEST(NameProblem, BrokenUtf8IsNamed) {
  // A lone continuation, a cut sequence, an overlong slash, a surrogate, and what lies beyond U+10FFFF.
  for (const char* name : {"\x80", "a\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_EQ(NameProblem(name), "is not valid UTF-8");
    EXPECT_FALSE(IsUtf8(name));
  }
}

TEST(NameProblem, ControlCharactersAndLengthAreNamed) {
  EXPECT_EQ(NameProblem("a\nb"), "holds a control character");
  EXPECT_EQ(NameProblem("\x7F"), "holds a control character");
  EXPECT_EQ(NameProblem("\xC2\x85"), "holds a control character");
  EXPECT_EQ(NameProblem(std::string(200, 'x')), "");
  EXPECT_EQ(NameProblem(std::string(201, 'x')), "is 201 bytes long, more than 200");
}

TEST(Shown, CutsAndEscapes) {
  EXPECT_EQ(Shown("abc"), "\"abc\"");
  EXPECT_EQ(Shown("a\x01"), "\"a\\x01\"");
  EXPECT_EQ(Shown(std::string(61, 'x')), "\"" + std::string(60, 'x') + "...\"");
  // The 60th byte would be half of a letter.
  EXPECT_EQ(Shown(std::string(59, 'x') + "ää"), "\"" + std::string(59, 'x') + "...\"");
}

}  // namespace
}  // namespace moebench::stats
