#include "tools/ecology/csv_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/test_folder.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Records as "line: field|field", the last one an error's message if there was one.
std::vector<std::string> ReadPath(const std::string& path) {
  std::vector<std::string> records;
  absl::StatusOr<CsvFile> file = CsvFile::Open(path);
  if (!file.ok()) return {std::string(file.status().message())};
  std::vector<absl::string_view> fields;
  for (;;) {
    const absl::StatusOr<bool> more = file->Next(&fields);
    if (!more.ok()) records.emplace_back(more.status().message());
    if (!more.ok() || !*more) return records;
    records.push_back(absl::StrCat(file->line(), ": ", absl::StrJoin(fields, "|")));
  }
}

std::vector<std::string> ReadText(absl::string_view text) {
  const TestFolder folder;
  return ReadPath(folder.Write("a.csv", text));
}

TEST(CsvFileTest, SplitsAtCommas) { EXPECT_THAT(ReadText("a,b\n1,2\n3,\n"), ElementsAre("1: a|b", "2: 1|2", "3: 3|")); }

TEST(CsvFileTest, TakesWhatSpreadsheetsWrite) {
  EXPECT_THAT(ReadText("\xEF\xBB\xBF"
                       "a, b \r\n1,2\r\n"),
              ElementsAre("1: a|b", "2: 1|2"));                           // mark, CRLF, blanks
  EXPECT_THAT(ReadText("a,b\n1,2"), ElementsAre("1: a|b", "2: 1|2"));     // no last line end
  EXPECT_THAT(ReadText("a\n\n1\n \r\n\n"), ElementsAre("1: a", "3: 1"));  // blank lines
  EXPECT_THAT(ReadText(""), IsEmpty());
  EXPECT_THAT(ReadText("\n\n"), IsEmpty());
}

TEST(CsvFileTest, QuotedFieldsHoldAnything) {
  EXPECT_THAT(ReadText("\"a\",\"x,y\"\n\"say \"\"no\"\"\",\"two\nlines\"\r\n5,\"\"\n"),
              ElementsAre("1: a|x,y", "2: say \"no\"|two\nlines", "4: 5|"));
}

TEST(CsvFileTest, RefusesQuotationMarksThatDoNotPairUp) {
  EXPECT_THAT(ReadText("a,b\n1,\"2\n3,4\n").back(), HasSubstr("line 2: a quotation mark is opened here and never"));
  EXPECT_THAT(ReadText("a\n\"1\"2\n").back(), HasSubstr("line 2: text beside quotation marks: \"1\"2"));
  EXPECT_THAT(ReadText("a\n1\"2\"\n").back(), HasSubstr("line 2: text beside quotation marks: 1\"2\""));
  EXPECT_THAT(ReadText("a\n\"1\"x\"2\"\n").back(), HasSubstr("line 2: a lone quotation mark"));
  EXPECT_THAT(ReadText("a\n\"\"\"\n").back(), HasSubstr("never closed"));
}

TEST(CsvFileTest, RecordsMayLieAcrossBlocks) {
  std::string text = "sample,name\n";
  std::vector<std::string> expected = {"1: sample|name"};
  for (int i = 0; i < 200000; ++i) {
    absl::StrAppend(&text, i, ",\"x,", i, "\"\n");
    expected.push_back(absl::StrCat(i + 2, ": ", i, "|x,", i));
  }
  ASSERT_GT(text.size(), size_t{3} << 20);
  EXPECT_EQ(ReadText(text), expected);
}

TEST(CsvFileTest, AFieldMayBeLargerThanABlock) {
  const std::string large(size_t{5} << 20, 'x');
  EXPECT_THAT(ReadText("a,b\n" + large + ",2\n"), ElementsAre("1: a|b", "2: " + large + "|2"));
}

TEST(CsvFileTest, RefusesBinaryFiles) {
  EXPECT_THAT(ReadText(std::string((size_t{1} << 26) + (1 << 21), '\1')).back(),
              HasSubstr("does not end within 64 MiB"));
  EXPECT_THAT(ReadText(absl::string_view("a,b\n1,\0002\n", 9)).back(), HasSubstr("line 2: a byte is 0"));
}

TEST(CsvFileTest, ReadsAPipe) {
  const TestFolder folder;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&path] { std::ofstream(path) << "a,b\n1,2\n"; });
  EXPECT_THAT(ReadPath(path), ElementsAre("1: a|b", "2: 1|2"));
  writer.join();
}

TEST(CsvFileTest, NamesAFileThatCannotBeRead) {
  EXPECT_EQ(CsvFile::Open("/nowhere/a.csv").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ReadPath("/nowhere/a.csv").back(), HasSubstr("cannot open /nowhere/a.csv"));
  const TestFolder folder;
  EXPECT_THAT(ReadPath(folder.path()).back(), HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace moebench::tools
