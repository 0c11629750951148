#include "language/tokenizer/commands/named_tokenizer.h"

#include <cstdlib>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

std::vector<int32_t> Ids(const Tokenizer& tokenizer, const std::string& text) {
  std::vector<int32_t> ids;
  EXPECT_TRUE(tokenizer.NewEncoder()->Encode(text, &ids).ok());
  return ids;
}

TEST(NamedTokenizer, Gpt2IsBelowDataDir) {
  const TestFolder folder;
  setenv("MOEBENCH_CACHE", folder.path().c_str(), 1);
  WriteSmallByteLevel(folder, "gpt2-bpe");
  const auto tokenizer = OpenNamedTokenizer(TypedFlags({"encode", "--tokenizer=gpt2", "--data_dir=" + folder.path()}));
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ((*tokenizer)->VocabularySize(), 260);
}

TEST(NamedTokenizer, TheLibrarysIdsAreOurs) {
  const TestFolder folder;
  for (const char* type : {"bpe", "unigram"}) {
    const std::string model = WriteSmallModel(folder, type);
    const auto ours = OpenNamedTokenizer(TypedFlags({"encode", "--tokenizer=" + model}));
    const auto library = OpenNamedTokenizer(TypedFlags({"encode", "--tokenizer=" + model, "--reference=library"}));
    ASSERT_TRUE(ours.ok() && library.ok()) << ours.status() << library.status();
    EXPECT_EQ((*ours)->Checksum(), (*library)->Checksum());
    EXPECT_EQ((*ours)->Kind(), (*library)->Kind());
    for (const char* text : {"", "the cat sat", "  zebra \xff the  mat\r"}) {
      EXPECT_EQ(Ids(**ours, text), Ids(**library, text)) << text;
    }
  }
}

TEST(NamedTokenizer, PathsStartInTheCallersFolder) {
  const TestFolder folder;
  WriteSmallByteLevel(folder);
  setenv("BUILD_WORKING_DIRECTORY", folder.path().c_str(), 1);
  EXPECT_TRUE(OpenNamedTokenizer(TypedFlags({"encode", "--tokenizer=bytes"})).ok());
  unsetenv("BUILD_WORKING_DIRECTORY");
}

TEST(NamedTokenizer, ErrorsAndTheirCodes) {
  const TestFolder folder;
  setenv("MOEBENCH_CACHE", folder.path().c_str(), 1);
  const auto expect = [](const std::vector<std::string>& arguments, int code, const std::string& message) {
    const absl::Status status = OpenNamedTokenizer(TypedFlags(arguments)).status();
    EXPECT_EQ(TokenizeExitCode(status), code) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  expect({"encode"}, 64, "--tokenizer is not set; expected gpt2");
  expect({"encode", "--tokenizer=" + WriteSmallByteLevel(folder), "--reference=library"}, 64,
         "--reference=library is for SentencePiece models");
  expect({"encode", "--tokenizer=x", "--reference=libary"}, 64, "did you mean \"library\"?");
  expect({"encode", "--tokenizer=gpt2", "--data_dir=" + folder.path() + "/none"}, 64, "is not a folder");
  expect({"encode", "--tokenizer=gpt2", "--data_dir=" + folder.path()}, 65, "looked in " + folder.path() + "/gpt2-bpe");
  expect({"encode", "--tokenizer=" + folder.path() + "/none"}, 65, "no tokenizer");
  expect({"encode", "--tokenizer=" + folder.Write("x.model", "no model")}, 65, "x.model");
}

}  // namespace
}  // namespace moebench::language
