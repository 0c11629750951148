#include "language/data/corpora/open_corpus.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CorpusOptions At(const std::string& path, const std::string& format = "auto") {
  CorpusOptions options;
  options.path = path;
  options.format = format;
  return options;
}

absl::StatusOr<std::vector<std::string>> Read(const CorpusOptions& options) {
  return ReadDocuments(OpenCorpus(options));
}

std::string Refusal(const CorpusOptions& options) { return std::string(Read(options).status().message()); }

TEST(OpenCorpusTest, OpensEveryFormat) {
  const TestFolder folder;
  const std::string text = folder.Write("a.txt", "a\nb\n\nc\n");
  EXPECT_THAT(Read(At(text)).value(), ElementsAre("a\nb\n\nc\n"));
  EXPECT_THAT(Read(At(text, "lines")).value(), ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(Read(At(text, "paragraphs")).value(), ElementsAre("a\nb", "c"));
  EXPECT_THAT(Read(At(folder.Write("a.jsonl.gz", Gzip("{\"text\": \"a\"}\n")))).value(), ElementsAre("a"));
  EXPECT_THAT(Read(At(folder.Write("a.tar.xz", OpenWebText({{"a.xz", OpenWebTextSubset({{"a.txt", "a"}})}})))).value(),
              ElementsAre("a"));
  CorpusOptions wikitext = At(folder.Write("w.zip", Zip({{"w/wiki.test.raw", " \n = A = \n \n b \n"}})));
  wikitext.split = "test";
  EXPECT_THAT(Read(wikitext).value(), ElementsAre(" = A = \n \n b \n"));
  wikitext.wikitext_documents = "split";
  EXPECT_THAT(Read(wikitext).value(), ElementsAre(" \n = A = \n \n b \n"));
  wikitext.wikitext_documents = "pages";
  wikitext.detokenize = true;
  EXPECT_THAT(Read(wikitext).value(), ElementsAre(" = A =\n\nb\n"));
}

TEST(OpenCorpusTest, ReadsFoldersInOrder) {
  const TestFolder folder;
  folder.Write("2.jsonl", "{\"body\": {\"text\": \"c\"}}\n");
  folder.Write("1/b.jsonl.zst", Zstd("{\"body\": {\"text\": \"b\"}}\n"));
  folder.Write("1/a.jsonl", "{\"body\": {\"text\": \"a\"}}\n");
  CorpusOptions options = At(folder.path());
  options.text_field = "body.text";
  EXPECT_THAT(Read(options).value(), ElementsAre("a", "b", "c"));
  folder.Write("README", "no JSON");
  EXPECT_THAT(Refusal(options), HasSubstr("README is text"));
  options.format = "jsonl";
  EXPECT_THAT(Refusal(options), HasSubstr("README:1: byte 1"));
}

TEST(OpenCorpusTest, OpenWebTextFoldersMayHoldOtherFiles) {
  const TestFolder folder;
  folder.Write("openwebtext/urlsf_subset01-1_data.xz", OpenWebTextSubset({{"a.txt", "b"}}));
  folder.Write("openwebtext/urlsf_subset00-1_data.xz", OpenWebTextSubset({{"a.txt", "a"}}));
  folder.Write("README.txt", "");
  EXPECT_THAT(Read(At(folder.path())).value(), ElementsAre("a", "b"));
  const TestFolder empty;
  empty.Write("README.txt", "");
  EXPECT_THAT(Refusal(At(empty.path(), "openwebtext")), HasSubstr("holds no .xz and no .tar file"));
}

TEST(OpenCorpusTest, RefusesUnknownFormatsAndIdleOptions) {
  const TestFolder folder;
  const std::string text = folder.Write("a.txt", "a");
  EXPECT_THAT(Refusal(At(text, "json")), HasSubstr("unknown corpus format \"json\" (did you mean \"jsonl\"?)"));
  EXPECT_THAT(Refusal(At("")), HasSubstr("no corpus named"));
  EXPECT_THAT(Refusal(At(folder.path() + "/none")), HasSubstr("/none: there is no such file"));
  EXPECT_THAT(Refusal(At(folder.path() + "/none", "jsonl")), HasSubstr("/none: there is no such file"));
  CorpusOptions options = At(text);
  options.text_field = "body";
  EXPECT_THAT(Refusal(options), HasSubstr("a corpus of format text has no text field"));
  options = At(text);
  options.split = "train";
  EXPECT_THAT(Refusal(options), HasSubstr("has no splits"));
  options = At(text);
  options.detokenize = true;
  EXPECT_THAT(Refusal(options), HasSubstr("has no tokenization to undo"));
  options = At(text);
  options.wikitext_documents = "pages";
  EXPECT_THAT(Refusal(options), HasSubstr("has no articles, pages or splits"));
  options.format = "wikitext";
  options.wikitext_documents = "chapters";
  EXPECT_THAT(Refusal(options), HasSubstr("unknown WikiText documents \"chapters\""));
  options = At(text, "jsonl");
  options.max_line_bytes = 0;
  EXPECT_THAT(Refusal(options), HasSubstr("max_line_bytes is 0"));
}

}  // namespace
}  // namespace moebench::language
