#include "language/tokenizer/commands/train_command.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

TEST(TrainCommand, TheKindDecides) {
  const TestFolder folder;
  const std::string input = "--input=" + folder.Write("text.txt", SmallText());
  const auto pieces =
      RunTrain(TypedFlags({"train", input, "--vocab_size=30", "--model=" + folder.path() + "/a.model"}));
  EXPECT_THAT(pieces.value_or(""), HasSubstr("sentencepiece-bpe of 30 pieces"));
  const auto bytes = RunTrain(
      TypedFlags({"train", input, "--vocab_size=260", "--kind=byte_level", "--model=" + folder.path() + "/bytes"}));
  EXPECT_THAT(bytes.value_or(""), HasSubstr("of 260 ids"));
}

TEST(TrainCommand, WrongUsageIsNamed) {
  const auto expect = [](const std::vector<std::string>& arguments, const std::string& message) {
    const absl::Status status = RunTrain(TypedFlags(arguments)).status();
    EXPECT_EQ(TokenizeExitCode(status), 64) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({"train"}, "--model is not set; expected the .model file to write");
  expect({"train", "--kind=byte_level"}, "--model is not set; expected the folder to write");
  expect({"train", "--model=x"}, "--input is not set");
  expect({"train", "--kind=bytelevel"}, "did you mean \"byte_level\"?");
  expect({"train", "--model=x", "--min_frequency=3"}, "--min_frequency is for --kind=byte_level");
  expect({"train", "--model=x", "--kind=byte_level", "--normalizer=nfkc"}, "--normalizer is for --kind=sentencepiece");
}

}  // namespace
}  // namespace moebench::language
