#include "language/tokenizer/commands/train_byte_level.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"
#include "language/tokenizer/open_tokenizer.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TrainByteLevelCommandTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Train(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"train", "--kind=byte_level", "--input=" + text_, "--model=" + model_,
                                          "--vocab_size=270"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunTrainByteLevel(TypedFlags(arguments));
  }

  TestFolder folder_;
  const std::string text_ = folder_.Write("text.txt", SmallText());
  const std::string model_ = folder_.path() + "/bpe";
};

TEST_F(TrainByteLevelCommandTest, WritesAFolderThatOpens) {
  const auto said = Train();
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_THAT(*said, StartsWith(model_ + ": "));
  EXPECT_THAT(*said, HasSubstr(" of 270 ids, from 1 documents"));
  const auto tokenizer = OpenTokenizer(model_, {});
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ((*tokenizer)->VocabularySize(), 270);
  EXPECT_EQ((*tokenizer)->EndOfDocument(), 269);
}

TEST_F(TrainByteLevelCommandTest, TheSameForAnyNumberOfThreads) {
  ASSERT_TRUE(Train({"--threads=1"}).ok());
  const std::string merges = *ReadFile(model_ + "/vocab.bpe");
  ASSERT_TRUE(Train({"--threads=5"}).ok());
  EXPECT_EQ(*ReadFile(model_ + "/vocab.bpe"), merges);
}

TEST_F(TrainByteLevelCommandTest, FewerMergesThanAskedForAreTold) {
  testing::internal::CaptureStderr();
  ASSERT_TRUE(Train({"--vocab_size=5000", "--noend_of_text"}).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("train: the corpus has only"));
  EXPECT_EQ((*OpenTokenizer(model_, {}))->EndOfDocument(), -1);
}

TEST_F(TrainByteLevelCommandTest, ErrorsAndTheirCodes) {
  const auto expect = [&](const std::vector<std::string>& more, int code, const std::string& message) {
    const absl::Status status = Train(more).status();
    EXPECT_EQ(TokenizeExitCode(status), code) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({"--vocab_size=256"}, 64, "--vocab_size=256 is not within 257 (the 256 bytes and <|endoftext|>)");
  expect({"--min_frequency=0"}, 64, "--min_frequency=0 is below 1");
  expect({"--max_token_bytes=1"}, 64, "--max_token_bytes=1 is neither 0");
  expect({"--model=" + text_}, 64, "is a file; --kind=byte_level writes two, into a folder");
  expect({"--input=" + folder_.path() + "/none"}, 65, "there is no file or folder");
  expect({"--input=" + folder_.Write("empty.txt", "")}, 65, "");
}

}  // namespace
}  // namespace moebench::language
