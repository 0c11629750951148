#include "language/tokenizer/commands/info_command.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/export_command.h"
#include "language/tokenizer/commands/shard_command.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class InfoCommandTest : public testing::Test {
 protected:
  InfoCommandTest() {
    const std::string text = folder_.Write("a.txt", SmallText());
    EXPECT_TRUE(RunShard(TypedFlags({"shard", "--tokenizer=" + bytes_, "--format=lines", "--input=" + text,
                                     "--output=" + shards_, "--validation_fraction=0.5"}))
                    .ok());
  }
  static absl::StatusOr<std::string> Info(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "info");
    return RunInfo(TypedFlags(arguments));
  }

  TestFolder folder_;
  const std::string bytes_ = WriteSmallByteLevel(folder_);
  const std::string shards_ = folder_.path() + "/shards";
};

TEST_F(InfoCommandTest, Tokenizers) {
  const auto bytes = Info({"--input=" + bytes_});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_THAT(*bytes, ContainsRegex("ids +260\n"));
  EXPECT_THAT(*bytes, ContainsRegex("end of document +id 259\n"));
  const auto pieces = Info({"--input=" + WriteSmallModel(folder_)});
  ASSERT_TRUE(pieces.ok()) << pieces.status();
  EXPECT_THAT(*pieces, ContainsRegex("kind +sentencepiece-bpe\n"));
  EXPECT_THAT(*pieces, ContainsRegex("SHA-256 +[0-9a-f]+\n"));
}

TEST_F(InfoCommandTest, ShardsAreHeldAgainstATokenizer) {
  const auto info = Info({"--input=" + shards_, "--tokenizer=" + bytes_, "--verify"});
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_THAT(*info, ContainsRegex("documents +40\n"));
  EXPECT_THAT(*info, HasSubstr("every token was read: no fault"));
  const absl::Status other = Info({"--input=" + shards_, "--tokenizer=" + WriteSmallModel(folder_)}).status();
  EXPECT_EQ(TokenizeExitCode(other), 65) << other;
  const auto shard = Info({"--input=" + shards_ + "/train_00000.tokens"});
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_THAT(*shard, ContainsRegex("tokens +[0-9,]+, of 2 bytes\n"));
}

TEST_F(InfoCommandTest, VerifyFindsADamagedByte) {
  const std::string path = shards_ + "/valid_00000.tokens";
  std::string bytes = *ReadFile(path);
  bytes[130] ^= 1;
  folder_.Write("shards/valid_00000.tokens", bytes);
  EXPECT_TRUE(Info({"--input=" + shards_}).ok());
  const absl::Status status = Info({"--input=" + shards_, "--verify"}).status();
  EXPECT_EQ(TokenizeExitCode(status), 65);
  EXPECT_THAT(status.message(), HasSubstr(path));
}

TEST_F(InfoCommandTest, BinFiles) {
  const std::string bin = folder_.path() + "/x.bin";
  ASSERT_TRUE(RunExport(TypedFlags({"export", "--input=" + shards_, "--layout=llmc", "--output=" + bin})).ok());
  const auto info = Info({"--input=" + bin, "--tokenizer=" + bytes_});
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_THAT(*info, ContainsRegex("tokens +[0-9,]+, of 2 bytes\n"));
  EXPECT_EQ(TokenizeExitCode(Info({"--input=" + bin}).status()), 64);
}

TEST_F(InfoCommandTest, ErrorsAndTheirCodes) {
  EXPECT_EQ(TokenizeExitCode(Info({}).status()), 64);
  const absl::Status missing = Info({"--input=" + folder_.path() + "/none"}).status();
  EXPECT_EQ(TokenizeExitCode(missing), 65);
  EXPECT_THAT(missing.message(), HasSubstr("/none"));
  const absl::Status foreign = Info({"--input=" + folder_.Write("x", "abc")}).status();
  EXPECT_EQ(TokenizeExitCode(foreign), 65);
  EXPECT_THAT(foreign.message(), HasSubstr("add --input_layout=nanogpt"));
  EXPECT_THAT(Info({"--input=" + folder_.path()}).status().message(), HasSubstr("no folder of token shards"));
}

}  // namespace
}  // namespace moebench::language
