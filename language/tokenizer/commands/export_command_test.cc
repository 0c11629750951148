#include "language/tokenizer/commands/export_command.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/shard_command.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

class ExportCommandTest : public testing::Test {
 protected:
  ExportCommandTest() {
    const absl::Status made = RunShard(TypedFlags({"shard", "--tokenizer=" + bytes_,
                                                   "--input=" + folder_.Write("a.txt", "!he"), "--output=" + shards_}))
                                  .status();
    EXPECT_TRUE(made.ok()) << made;
  }
  absl::StatusOr<std::string> Export(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "export");
    return RunExport(TypedFlags(arguments));
  }

  TestFolder folder_;
  const std::string bytes_ = WriteSmallByteLevel(folder_);
  const std::string shards_ = folder_.path() + "/shards";
  const std::string bin_ = folder_.path() + "/x.bin";
};

TEST_F(ExportCommandTest, NanoGptIsBareIds) {
  const auto said = Export({"--input=" + shards_, "--output=" + bin_});
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_THAT(*said, HasSubstr(bin_ + ": 3 tokens of "));
  EXPECT_EQ(*ReadFile(bin_), std::string("\0\0\0\1\3\1", 6));  // "!", "he", <|endoftext|>
}

TEST_F(ExportCommandTest, AndBackFromOneBinToAnother) {
  ASSERT_TRUE(Export({"--input=" + shards_, "--output=" + bin_, "--layout=llmc"}).ok());
  const std::string llmc = *ReadFile(bin_);
  ASSERT_EQ(llmc.size(), 1024u + 6u);
  const std::string nanogpt = folder_.path() + "/y.bin";
  ASSERT_TRUE(Export({"--input=" + bin_, "--tokenizer=" + bytes_, "--output=" + nanogpt}).ok());
  EXPECT_EQ(*ReadFile(nanogpt), llmc.substr(1024));
  ASSERT_TRUE(Export({"--input=" + nanogpt, "--input_layout=nanogpt", "--tokenizer=" + bytes_, "--layout=llmc",
                      "--output=" + bin_})
                  .ok());
  EXPECT_EQ(*ReadFile(bin_), llmc);
}

TEST_F(ExportCommandTest, ErrorsAndTheirCodes) {
  const auto expect = [&](const std::vector<std::string>& arguments, int code, const std::string& message) {
    const absl::Status status = Export(arguments).status();
    EXPECT_EQ(TokenizeExitCode(status), code) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({"--input=" + shards_}, 64, "--output is not set");
  expect({"--input=" + shards_, "--output=" + bin_, "--layout=llm.c"}, 64, "did you mean \"llmc\"?");
  expect({"--input=" + shards_, "--output=/dev/full"}, 70, "only a file can be written here");
  expect({"--input=" + shards_, "--output=" + folder_.path() + "/none/x.bin"}, 70, "none/x.bin");
  expect({"--input=" + shards_, "--split=valid", "--output=" + bin_}, 65, "valid");
  EXPECT_FALSE(ReadFile(bin_).ok());
}

}  // namespace
}  // namespace moebench::language
