#include "language/data/corpora/corpus_format.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

std::string Detect(absl::string_view name, absl::string_view bytes) {
  const TestFolder folder;
  return DetectFormat(folder.Write(name, bytes)).value();
}

TEST(CorpusFormatTest, TellsByTheName) {
  EXPECT_EQ(Detect("a.txt", "{\"text\": 1}"), "text");
  EXPECT_EQ(Detect("a.TXT", ""), "text");
  EXPECT_EQ(Detect("a.jsonl", "text"), "jsonl");
  EXPECT_EQ(Detect("a.jsonl.gz", Gzip("")), "jsonl");
  EXPECT_EQ(Detect("a.jsonl.zst", Zstd("")), "jsonl");
  EXPECT_EQ(Detect("a.txt.xz", Xz("")), "text");
  EXPECT_EQ(Detect("wiki.valid.tokens", ""), "wikitext");
  EXPECT_EQ(Detect("wiki.valid.raw", ""), "wikitext_raw");
  EXPECT_EQ(Detect("openwebtext.tar.xz", ""), "openwebtext");
}

TEST(CorpusFormatTest, TellsByTheContents) {
  EXPECT_EQ(Detect("a", "\n {\"text\": \"b\"}\n"), "jsonl");
  EXPECT_EQ(Detect("a.gz", Gzip("{ \"text\": \"b\"}\n")), "jsonl");
  EXPECT_EQ(Detect("a.json", "{}"), "jsonl");
  EXPECT_EQ(Detect("a.md", "{ no object }"), "text");
  EXPECT_EQ(Detect("a.tokens", "caf\xC3\xA9"), "text");
  EXPECT_EQ(Detect("a", ""), "text");
  EXPECT_EQ(Detect("urlsf_subset00-1_data.xz", OpenWebTextSubset({{"a.txt", ""}})), "openwebtext");
  EXPECT_EQ(Detect("a.zip", Zip({{"w/LICENSE", ""}, {"w/wiki.test.tokens", ""}})), "wikitext");
  EXPECT_EQ(Detect("a.zip", Zip({{"w/wiki.test.raw", ""}})), "wikitext_raw");
  // A character cut by the end of what is looked at does not make text binary.
  EXPECT_EQ(Detect("a", absl::StrCat(std::string((1 << 16) - 1, 'x'), "\xC3\xA9")), "text");
}

TEST(CorpusFormatTest, SaysWhatItLookedAt) {
  const TestFolder folder;
  const absl::Status binary = DetectFormat(folder.Write("a.bin", absl::string_view("\0\1\2\3", 4))).status();
  EXPECT_EQ(binary.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(binary.message(), HasSubstr("a.bin: its name has no ending that is known"));
  EXPECT_THAT(binary.message(), HasSubstr("its first 4 bytes are neither UTF-8 text nor a tar archive"));
  EXPECT_THAT(DetectFormat(folder.Write("latin", "caf\xE9")).status().message(), HasSubstr("neither UTF-8"));
  EXPECT_THAT(DetectFormat(folder.Write("a.zip", Zip({{"a.txt", ""}}))).status().message(),
              HasSubstr("looked for wiki.<split>.tokens"));
}

TEST(CorpusFormatTest, FilesOfAFolderMustAgree) {
  const TestFolder folder;
  folder.Write("b.jsonl", "");
  folder.Write("a/c.jsonl.gz", "");
  EXPECT_EQ(DetectFormat(folder.path()).value(), "jsonl");
  folder.Write("README.md", "What this is");
  const absl::Status status = DetectFormat(folder.path()).status();
  EXPECT_THAT(status.message(), HasSubstr("README.md is text, "));
  EXPECT_THAT(status.message(), HasSubstr("c.jsonl.gz is jsonl; name the format"));
}

TEST(CorpusFormatTest, KnowsFoldersOfPublishedSets) {
  const TestFolder wikitext;
  wikitext.Write("wiki.test.tokens", "");
  wikitext.Write("LICENSE.txt", "");
  EXPECT_EQ(DetectFormat(wikitext.path()).value(), "wikitext");
  wikitext.Write("wiki.test.raw", "");
  EXPECT_THAT(DetectFormat(wikitext.path()).status().message(), HasSubstr("is wikitext_raw, "));
  const TestFolder openwebtext;
  openwebtext.Write("urlsf_subset00-1_data.xz", "");
  openwebtext.Write("README.txt", "");
  EXPECT_EQ(DetectFormat(openwebtext.path()).value(), "openwebtext");
}

}  // namespace
}  // namespace moebench::language
