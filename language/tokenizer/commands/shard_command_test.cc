#include "language/tokenizer/commands/shard_command.h"

#include <filesystem>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/open_tokens.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ShardCommandTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Shard(const std::string& input, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"shard", "--tokenizer=" + bytes_, "--input=" + input, "--output=" + output_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunShard(TypedFlags(arguments));
  }
  std::vector<int32_t> Tokens() {
    TokensOptions options;
    options.path = output_;
    const auto tokens = OpenTokens(options);
    EXPECT_TRUE(tokens.ok()) << tokens.status();
    std::vector<int32_t> ids(static_cast<size_t>((*tokens)->size()));
    EXPECT_TRUE((*tokens)->Copy(0, absl::MakeSpan(ids)).ok());
    return ids;
  }

  TestFolder folder_;
  const std::string bytes_ = WriteSmallByteLevel(folder_);
  const std::string output_ = folder_.path() + "/shards";
};

TEST_F(ShardCommandTest, DocumentsBecomeTokens) {
  const auto table = Shard(folder_.Write("a.txt", "hello\n!\n!"), {"--format=lines"});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(Tokens(), ElementsAre(258, 78, 259, 0, 259, 0, 259));
  EXPECT_THAT(*table, ContainsRegex("documents +3\n"));
  EXPECT_THAT(*table, ContainsRegex("duplicates +1\n"));
  EXPECT_THAT(*table, ContainsRegex("tokens +7\n"));
  EXPECT_THAT(*table, ContainsRegex("split train +1 shards, 3 of 3 documents, 7 tokens"));
  EXPECT_THAT(*table, HasSubstr("tokens/s"));
}

TEST_F(ShardCommandTest, FlagsReachTheSharder) {
  const std::string input = folder_.Write("a.txt", "!\n!\n\nhe\n");
  ASSERT_TRUE(Shard(input, {"--format=lines", "--drop_duplicates", "--drop_empty", "--noappend_end_of_document"}).ok());
  EXPECT_THAT(Tokens(), ElementsAre(0, 256));
  ASSERT_TRUE(Shard(input, {"--format=lines", "--tokens_per_shard=2", "--overwrite"}).ok());
  EXPECT_TRUE(std::filesystem::exists(output_ + "/train_00001.tokens"));
}

TEST_F(ShardCommandTest, AFinishedFolderIsNotTouched) {
  const std::string input = folder_.Write("a.txt", "hello");
  ASSERT_TRUE(Shard(input).ok());
  const absl::Status again = Shard(input).status();
  EXPECT_EQ(TokenizeExitCode(again), 65) << again;
  EXPECT_THAT(again.message(), HasSubstr("overwrite"));
  EXPECT_TRUE(Shard(input, {"--overwrite"}).ok());
}

TEST_F(ShardCommandTest, ErrorsAndTheirCodes) {
  const std::string input = folder_.Write("a.txt", "hello");
  const auto expect = [&](const std::vector<std::string>& more, int code, const std::string& message) {
    const absl::Status status = Shard(input, more).status();
    EXPECT_EQ(TokenizeExitCode(status), code) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({"--output="}, 64, "--output is not set");
  expect({"--tokens_per_shard=0"}, 64, "--tokens_per_shard=0 is below 1");
  expect({"--validation_fraction=1"}, 64, "--validation_fraction=1 is not at least 0 and below 1");
  expect({"--validation_fraction=nan"}, 64, "--validation_fraction=nan");
  expect({"--drop_duplicates", "--nocount_duplicates"}, 64, "--drop_duplicates has to count them");
  expect({"--input=" + folder_.Write("empty.jsonl", "")}, 65, "holds no documents");
  expect({"--output=" + input}, 70, "cannot make the folder " + input);
  expect({"--format=jsonl"}, 65, "a.txt");
  EXPECT_FALSE(std::filesystem::exists(output_ + "/shards.json"));
}

TEST_F(ShardCommandTest, ATokenizerWithoutAnEndOfDocumentCannotAppendIt) {
  ASSERT_TRUE(WriteByteLevelFiles(bytes_, {}, /*with_end_of_text=*/false).ok());
  const std::string input = folder_.Write("a.txt", "!");
  const absl::Status status = Shard(input, {"--append_end_of_document"}).status();
  EXPECT_EQ(TokenizeExitCode(status), 64) << status;
  ASSERT_TRUE(Shard(input).ok());
  EXPECT_THAT(Tokens(), ElementsAre(0));
}

}  // namespace
}  // namespace moebench::language
