#include "language/tokenizer/commands/corpus_input.h"

#include <cstdlib>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::unique_ptr<DocumentSource>> Open(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "shard");
  return OpenCorpusInput(TypedFlags(arguments));
}

std::vector<std::string> Documents(const std::vector<std::string>& arguments) {
  const auto source = Open(arguments);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<std::string> documents;
  Piece piece;
  while (source.ok()) {
    const auto more = (*source)->Next(&piece);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    documents.push_back(piece.text);
  }
  EXPECT_TRUE(!source.ok() || (*source)->BytesRead() == (*source)->BytesTotal());
  return documents;
}

TEST(CorpusInput, FilesAndFoldersOneAfterAnother) {
  const TestFolder folder;
  const std::string one = folder.Write("one.txt", "first"), two = folder.Write("two.jsonl", "{\"text\": \"second\"}\n");
  folder.Write("more/a.txt", "third");
  folder.Write("more/b.txt", "fourth");
  EXPECT_THAT(Documents({"--input=" + one}), ElementsAre("first"));
  EXPECT_THAT(Documents({"--input=" + one + "," + two + "," + folder.path() + "/more"}),
              ElementsAre("first", "second", "third", "fourth"));
}

TEST(CorpusInput, FormatAndField) {
  const TestFolder folder;
  const std::string lines = folder.Write("lines.txt", "one\ntwo\n");
  EXPECT_THAT(Documents({"--input=" + lines, "--format=lines"}), ElementsAre("one", "two"));
  const std::string records = folder.Write("records.jsonl", "{\"body\": {\"words\": \"deep\"}}\n");
  EXPECT_THAT(Documents({"--input=" + records, "--text_field=body.words"}), ElementsAre("deep"));
}

TEST(CorpusInput, ANameMayHoldCommas) {
  const TestFolder folder;
  const std::string path = folder.Write("a,b.txt", "x");
  EXPECT_THAT(InputPaths(path), ElementsAre(path));
  EXPECT_THAT(InputPaths("/a,/b,,"), ElementsAre("/a", "/b"));
  setenv("BUILD_WORKING_DIRECTORY", folder.path().c_str(), 1);
  EXPECT_THAT(InputPaths("a,b.txt"), ElementsAre(path));
  EXPECT_THAT(InputPaths("c,d"), ElementsAre(folder.path() + "/c", folder.path() + "/d"));
  unsetenv("BUILD_WORKING_DIRECTORY");
}

TEST(CorpusInput, WrongUsageIsTheCommandLines) {
  const TestFolder folder;
  const std::string text = folder.Write("a.txt", "x");
  const auto expect = [](const std::vector<std::string>& arguments, const std::string& message) {
    const absl::Status status = Open(arguments).status();
    EXPECT_EQ(TokenizeExitCode(status), 64) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({}, "--input is not set; expected files or folders");
  expect({"--input=" + text, "--format=jsonlines"}, "--format=jsonlines is unknown");
  expect({"--input=-"}, "--input=- is not for a corpus");
  expect({"--input=,"}, "names no file");
  expect({"--input=" + text, "--split=valid"}, "split");
}

TEST(CorpusInput, BadDataIsNot) {
  const TestFolder folder;
  const absl::Status missing = Open({"--input=" + folder.path() + "/none.txt"}).status();
  EXPECT_EQ(TokenizeExitCode(missing), 65);
  EXPECT_THAT(missing.message(), HasSubstr("there is no file or folder " + folder.path() + "/none.txt"));
  const absl::Status foreign = Open({"--input=" + folder.Write("x.bin", std::string("\0\1\2", 3))}).status();
  EXPECT_EQ(TokenizeExitCode(foreign), 65) << foreign;
}

}  // namespace
}  // namespace moebench::language
