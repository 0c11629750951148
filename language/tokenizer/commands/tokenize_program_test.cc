#include "language/tokenizer/commands/tokenize_program.h"

#include <string>

#include "absl/flags/reflection.h"
#include "absl/strings/str_split.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int exit_code;
  std::string errors;
};

// Words between blanks.
Outcome Typed(const std::string& line) {
  const absl::FlagSaver saver;
  testing::internal::CaptureStderr();
  const int exit_code = RunTokenize(absl::StrSplit(line, ' ', absl::SkipEmpty()));
  return {exit_code, testing::internal::GetCapturedStderr()};
}

TEST(RunTokenize, WrongUsageIs64) {
  for (const char* line : {"", "encoed", "encode", "decode --tokenizer", "encode --tokenizer=gpt2 --threads=many",
                           "encode --vocab_size=3", "shard --threads=-1", "train", "info", "export", "encode stray"}) {
    EXPECT_EQ(Typed(line).exit_code, 64) << line;
  }
  EXPECT_THAT(Typed("encoed").errors, HasSubstr("tokenize: unknown subcommand \"encoed\" (did you mean \"encode\"?)"));
  EXPECT_THAT(Typed("encode --vocab_size=3").errors, HasSubstr("flag --vocab_size is not for encode"));
}

TEST(RunTokenize, EverySubcommandIsReached) {
  const TestFolder folder;
  const std::string at = folder.path() + "/", text = folder.Write("text.txt", SmallText());
  EXPECT_EQ(Typed("train --input=" + text + " --vocab_size=30 --model=" + at + "a.model").exit_code, 0);
  EXPECT_EQ(Typed("encode --tokenizer=" + at + "a.model --input=" + text + " --output=" + at + "ids").exit_code, 0);
  EXPECT_EQ(Typed("decode --tokenizer=" + at + "a.model --input=" + at + "ids --output=" + at + "back").exit_code, 0);
  EXPECT_EQ(*ReadFile(at + "back"), SmallText());
  EXPECT_EQ(Typed("shard --tokenizer=" + at + "a.model --input=" + text + " --output=" + at + "shards").exit_code, 0);
  EXPECT_EQ(Typed("export --input=" + at + "shards --output=" + at + "x.bin").exit_code, 0);
  EXPECT_EQ(Typed("info --input=" + at + "shards").exit_code, 0);
}

TEST(RunTokenize, BadDataIs65AndWhatCannotBeWritten70) {
  const TestFolder folder;
  const std::string bytes = WriteSmallByteLevel(folder), text = folder.Write("text", SmallText());
  EXPECT_EQ(Typed("encode --tokenizer=" + bytes + " --input=/not/there --output=/dev/null").exit_code, 65);
  EXPECT_EQ(Typed("encode --tokenizer=" + text + " --input=" + text + " --output=/dev/null").exit_code, 65);
  EXPECT_EQ(Typed("encode --tokenizer=" + bytes + " --input=" + text + " --output=/dev/full").exit_code, 70);
}

}  // namespace
}  // namespace moebench::language
