#include "language/tokenizer/byte_level/text_records.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TextRecordsTest, BytesWorkedByHand) {
  EXPECT_EQ(TextRecordBytes("ab", {1, 50256}),
            std::string("\x02\0\0\0ab\x02\0\0\0\x01\0\0\0\x50\xC4\0\0", 4 + 2 + 4 + 8));
  EXPECT_EQ(TextRecordBytes("", {}), std::string(8, '\0'));
}

TEST(TextRecordsTest, WhatIsWrittenIsRead) {
  TestFolder folder;
  const std::string path = folder.Write(
      "r.bin", absl::StrCat(TextRecordBytes("a\n\xFF", {7}), TextRecordBytes("", {}), TextRecordBytes("b", {})));
  const auto records = ReadTextRecords(path);
  ASSERT_TRUE(records.ok()) << records.status();
  ASSERT_EQ(records->size(), 3u);
  EXPECT_EQ((*records)[0].text, "a\n\xFF");
  EXPECT_THAT((*records)[0].ids, ElementsAre(7));
  EXPECT_EQ((*records)[2].text, "b");
  EXPECT_TRUE(ReadTextRecords(folder.Write("empty.bin", ""))->empty());
}

TEST(TextRecordsTest, TruncatedFilesAreRefused) {
  TestFolder folder;
  const std::string whole = TextRecordBytes("first", {1, 2}), last = TextRecordBytes("last", {3});
  for (size_t length = 1; length < last.size(); ++length) {
    const auto records = ReadTextRecords(folder.Write("r.bin", whole + last.substr(0, length)));
    EXPECT_EQ(records.status().code(), absl::StatusCode::kDataLoss) << length;
    EXPECT_THAT(std::string(records.status().message()), HasSubstr("r.bin: ends inside text 1"));
  }
  const std::string huge = std::string(4, '\xFF') + "x";
  EXPECT_FALSE(ReadTextRecords(folder.Write("huge.bin", huge)).ok());
  EXPECT_FALSE(ReadTextRecords(folder.Write("huge.bin", std::string(4, '\0') + huge)).ok());
}

}  // namespace
}  // namespace moebench::language
