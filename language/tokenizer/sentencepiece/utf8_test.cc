#include "language/tokenizer/sentencepiece/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

size_t Length(const std::string& text) {
  uint32_t code_point = 0;
  return DecodeUtf8(text.data(), text.size(), &code_point);
}

TEST(Utf8Test, EveryCharacterComesBack) {
  for (uint32_t code_point = 0; code_point <= 0x10ffff; ++code_point) {
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    char bytes[4];
    const size_t length = EncodeUtf8(code_point, bytes);
    uint32_t decoded = 0, decoded_as_valid = 0;
    ASSERT_EQ(DecodeUtf8(bytes, length, &decoded), length) << code_point;
    ASSERT_EQ(decoded, code_point);
    ASSERT_EQ(DecodeValidUtf8(bytes, &decoded_as_valid), length);
    ASSERT_EQ(decoded_as_valid, code_point);
    ASSERT_EQ(DecodeUtf8(bytes, length - 1, &decoded), 0u) << "cut short: " << code_point;
  }
}

TEST(Utf8Test, LengthsChangeWhereTheStandardSays) {
  char bytes[4];
  EXPECT_EQ(EncodeUtf8(0x7f, bytes), 1u);
  EXPECT_EQ(EncodeUtf8(0x80, bytes), 2u);
  EXPECT_EQ(EncodeUtf8(0x7ff, bytes), 2u);
  EXPECT_EQ(EncodeUtf8(0x800, bytes), 3u);
  EXPECT_EQ(EncodeUtf8(0xffff, bytes), 3u);
  EXPECT_EQ(EncodeUtf8(0x10000, bytes), 4u);
  EXPECT_EQ(std::string(bytes, 4), "\xf0\x90\x80\x80");
}

TEST(Utf8Test, WhatIsNoCharacter) {
  EXPECT_EQ(Length(""), 0u);
  EXPECT_EQ(Length("\x80"), 0u);              // a continuation byte alone
  EXPECT_EQ(Length("\xc1\xbf"), 0u);          // overlong
  EXPECT_EQ(Length("\xe0\x9f\xbf"), 0u);      // overlong
  EXPECT_EQ(Length("\xf0\x8f\xbf\xbf"), 0u);  // overlong
  EXPECT_EQ(Length("\xed\xa0\x80"), 0u);      // a surrogate
  EXPECT_EQ(Length("\xf4\x90\x80\x80"), 0u);  // above U+10FFFF
  EXPECT_EQ(Length("\xf8\x88\x80\x80\x80"), 0u);
  EXPECT_EQ(Length("\xe2\x28\x81"), 0u);
  EXPECT_EQ(Length(std::string(1, '\0')), 1u);
}

TEST(Utf8Test, ValidTextIsMadeOfCharacters) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("gr\xc3\xbc\xc3\x9f"));
  EXPECT_FALSE(IsValidUtf8("gr\xc3"));
}

}  // namespace
}  // namespace moebench::language
