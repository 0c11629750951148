#include "language/tokenizer/commands/token_input.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/shard_command.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TokenInputTest : public testing::Test {
 protected:
  TokenInputTest() {
    const absl::Status made =
        RunShard(TypedFlags({"shard", "--tokenizer=" + bytes_, "--format=lines", "--validation_fraction=0.5",
                             "--input=" + folder_.Write("a.txt", SmallText()), "--output=" + shards_}))
            .status();
    EXPECT_TRUE(made.ok()) << made;
  }
  static absl::StatusOr<std::shared_ptr<const TokenStream>> Open(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "export");
    return OpenTokenInput(TypedFlags(arguments));
  }

  TestFolder folder_;
  const std::string bytes_ = WriteSmallByteLevel(folder_);
  const std::string shards_ = folder_.path() + "/shards";
};

TEST_F(TokenInputTest, SplitsOfAFolder) {
  const auto train = Open({"--input=" + shards_, "--tokenizer=" + bytes_, "--verify"});
  const auto valid = Open({"--input=" + shards_, "--split=valid"});
  ASSERT_TRUE(train.ok() && valid.ok()) << train.status() << valid.status();
  EXPECT_GT((*train)->size(), 0);
  EXPECT_GT((*valid)->size(), 0);
  EXPECT_EQ((*train)->size(), (*Open({"--input=" + shards_ + "/train_00000.tokens"}))->size());
}

TEST_F(TokenInputTest, ABinNeedsItsVocabulary) {
  const std::string bin = folder_.Write("a.bin", std::string("\0\0\x3\1", 4));
  const auto tokens = Open({"--input=" + bin, "--input_layout=nanogpt", "--tokenizer=" + bytes_});
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  std::vector<int32_t> ids(2);
  ASSERT_TRUE((*tokens)->Copy(0, absl::MakeSpan(ids)).ok());
  EXPECT_THAT(ids, ElementsAre(0, 259));
  const absl::Status status = Open({"--input=" + bin, "--input_layout=nanogpt"}).status();
  EXPECT_EQ(TokenizeExitCode(status), 64);
  EXPECT_THAT(status.message(), HasSubstr("--tokenizer is not set; expected the one that made the file"));
}

TEST_F(TokenInputTest, ErrorsAndTheirCodes) {
  const auto expect = [](const std::vector<std::string>& arguments, int code, const std::string& message) {
    const absl::Status status = Open(arguments).status();
    EXPECT_EQ(TokenizeExitCode(status), code) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({}, 64, "--input is not set");
  expect({"--input=" + shards_, "--split=validation"}, 64, "expected one of train, valid");
  expect({"--input=" + shards_, "--input_layout=nanoGTP"}, 64, "nanogpt");
  expect({"--input=" + shards_, "--tokenizer=" + WriteSmallModel(folder_)}, 65, "tokenizer");
  expect({"--input=" + folder_.path() + "/none"}, 65, "none");
  expect({"--input=" + folder_.path()}, 65, "shards.json");
  expect({"--input=" + folder_.Write("x", "abc")}, 65, "/x");
}

}  // namespace
}  // namespace moebench::language
