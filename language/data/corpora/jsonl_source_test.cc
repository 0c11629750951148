#include "language/data/corpora/jsonl_source.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<std::vector<std::string>> Read(absl::string_view bytes, const std::string& field = "text",
                                              int64_t max_line_bytes = int64_t{1} << 30) {
  const TestFolder folder;
  return ReadDocuments(NewJsonlSource(folder.Write("a.jsonl", bytes), field, max_line_bytes));
}

TEST(JsonlSourceTest, ReadsPlainAndCompressed) {
  const std::string lines = "\xEF\xBB\xBF{\"text\": \"one\"}\n\n \t\r\n{\"text\": \"\"}\r\n{\"text\": \"a\\nb\"}";
  for (const std::string& bytes : {lines, Gzip(lines), Zstd(lines), Xz(lines)}) {
    EXPECT_THAT(Read(bytes).value(), ElementsAre("one", "", "a\nb"));
  }
  EXPECT_THAT(Read("").value(), IsEmpty());
  EXPECT_THAT(Read("{\"a\": {\"b\": \"nested\"}}\n", "a.b").value(), ElementsAre("nested"));
}

TEST(JsonlSourceTest, ErrorsNameFileLineAndByte) {
  const std::string good = "{\"text\": \"one\"}\n\n";
  EXPECT_THAT(Read(good + "{\"title\": \"x\"}\n").status().message(), HasSubstr("a.jsonl:3: no field \"text\""));
  EXPECT_THAT(Read(good + "{\"text\": 7}\n").status().message(),
              HasSubstr("a.jsonl:3: byte 10: field \"text\" is a number"));
  EXPECT_THAT(Read(good + "{\"text\": \"caf\xE9\"}\n").status().message(), HasSubstr("a.jsonl:3: byte 14: 0xe9"));
  EXPECT_THAT(Read(good + "{\"text\": \"cut here").status().message(), HasSubstr("the file may be cut"));
  EXPECT_THAT(Read("[\n").status().message(), HasSubstr("a.jsonl:1: byte 1: found '['"));
  EXPECT_THAT(Read(good, "a..b").status().message(), HasSubstr("\"a..b\" names no field"));
}

TEST(JsonlSourceTest, ALineThatIsTooLongIsRefused) {
  EXPECT_THAT(Read("{\"text\": \"12345\"}\n", "text", 17).value(), ElementsAre("12345"));
  const absl::Status status = Read("{\"text\": \"123456\"}\n", "text", 17).status();
  EXPECT_THAT(status.message(), HasSubstr("a.jsonl:1: a line of more than the 17 bytes"));
}

TEST(JsonlSourceTest, CutCompressionIsAnErrorEvenBetweenLines) {
  std::string lines;
  for (int i = 0; i < 200; ++i) absl::StrAppend(&lines, "{\"text\": \"", i * i, "\"}\n");
  for (const std::string& whole : {Gzip(lines), Zstd(lines)}) {
    for (size_t bytes = 4; bytes < whole.size(); bytes += 5) {
      EXPECT_EQ(Read(whole.substr(0, bytes)).status().code(), absl::StatusCode::kDataLoss) << bytes;
    }
  }
}

TEST(JsonlSourceTest, LongTextComesInPieces) {
  const std::string text(3 << 20, 'x');
  EXPECT_THAT(Read(absl::StrCat("{\"text\": \"", text, "\"}\n{\"text\": \"b\"}\n")).value(), ElementsAre(text, "b"));
}

TEST(JsonlSourceTest, ReadsTheRealWebDocuments) {
  const std::string path = RealData({"web-documents.jsonl.gz", "web-documents.jsonl"});
  if (path.empty()) GTEST_SKIP() << "no web-documents.jsonl below $MOEBENCH_REAL_DATA";
  const auto source = NewJsonlSource(path, "text", int64_t{1} << 30).value();
  const std::vector<std::string> documents = ReadDocuments(source.get()).value();
  ASSERT_EQ(documents.size(), 5293);
  EXPECT_EQ(documents[0].substr(0, 14), "gordon fleming");
  EXPECT_EQ(source->BytesRead(), source->BytesTotal());
}

}  // namespace
}  // namespace moebench::language
