#include "language/tokenizer/commands/id_line.h"

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Line(const std::vector<int32_t>& ids) {
  std::string text = "kept;";
  AppendIdLine(ids, &text);
  return text;
}

std::string Error(absl::string_view line) {
  std::vector<int32_t> ids;
  const absl::Status status = ParseIdLine(line, 50257, &ids);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

TEST(IdLine, OneBlankBetweenIds) {
  EXPECT_EQ(Line({15496, 995}), "kept;15496 995\n");
  EXPECT_EQ(Line({0}), "kept;0\n");
  EXPECT_EQ(Line({}), "kept;\n");
  EXPECT_EQ(Line({2147483647, 10, 9}), "kept;2147483647 10 9\n");
}

TEST(IdLine, ReadsWhatItWrites) {
  std::vector<int32_t> ids = {7};
  ASSERT_TRUE(ParseIdLine("15496 995", 50257, &ids).ok());
  EXPECT_THAT(ids, ElementsAre(15496, 995));
  ASSERT_TRUE(ParseIdLine("", 50257, &ids).ok());
  EXPECT_THAT(ids, IsEmpty());
  ASSERT_TRUE(ParseIdLine("  007   50256 ", 50257, &ids).ok());
  EXPECT_THAT(ids, ElementsAre(7, 50256));
}

TEST(IdLine, WhatIsNoNumberIsShown) {
  EXPECT_EQ(Error("1 12x 3"), "\"12x\" is not an id; a line holds ids of 0 to 50256 with blanks between");
  for (const char* word : {"-1", "+1", "1.0", "0x10", "1,2", "ten", "1\t2", "١"}) {
    EXPECT_THAT(Error(word), HasSubstr("is not an id")) << word;
  }
  EXPECT_THAT(Error("1 2\r"), HasSubstr("\"2\\r\" is not an id"));
  EXPECT_THAT(Error("1 2\r"), HasSubstr("ends with \\n alone, without \\r"));
  EXPECT_THAT(Error(absl::string_view("\0", 1)), HasSubstr("\"\\000\" is not an id"));
  EXPECT_THAT(Error(std::string(100, 'x')), HasSubstr("\"" + std::string(40, 'x') + "…\" is not an id"));
}

TEST(IdLine, AnIdOutsideTheVocabularyIsShown) {
  EXPECT_EQ(Error("0 50257"), "id \"50257\" is out of range; the vocabulary has ids of 0 to 50256");
  EXPECT_THAT(Error("4294967296"), HasSubstr("out of range"));
  EXPECT_THAT(Error("18446744073709551616"), HasSubstr("out of range"));
  EXPECT_THAT(Error(std::string(50, '9') + "x"), HasSubstr("is not an id"));
}

}  // namespace
}  // namespace moebench::language
