#include "language/tokenizer/open_tokenizer.h"

#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/sentencepiece/library.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void WriteByteLevel(const std::string& folder) {
  ASSERT_TRUE(WriteByteLevelFiles(folder, {{"h", "e"}}, /*with_end_of_text=*/true).ok());
}

absl::Status Error(const std::string& name, const std::vector<std::string>& data_folders = {}) {
  return OpenTokenizer(name, data_folders).status();
}

TEST(OpenTokenizer, Gpt2IsInTheFirstDataFolderThatHasIt) {
  const TestFolder folder;
  WriteByteLevel(folder.path() + "/b/gpt2-bpe");
  const auto tokenizer = OpenTokenizer("gpt2", {folder.path() + "/a", folder.path() + "/b"});
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ((*tokenizer)->VocabularySize(), 258);
  std::vector<int32_t> ids;
  ASSERT_TRUE((*tokenizer)->NewEncoder()->Encode("he!", &ids).ok());
  EXPECT_THAT(ids, ElementsAre(256, 0));
}

TEST(OpenTokenizer, WithoutGpt2SaysWhereItLookedAndWhatBelongsThere) {
  const absl::Status status = Error("gpt2", {"/first", "/second"});
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(status.message(), HasSubstr("looked in /first/gpt2-bpe and /second/gpt2-bpe."));
  EXPECT_THAT(status.message(), HasSubstr("vocab.bpe (456,318 bytes, SHA-256 1ce1664773c50f3e"));
  EXPECT_THAT(status.message(), HasSubstr("--data_dir or $MOEBENCH_DATA"));
}

TEST(OpenTokenizer, HalfOfGpt2IsNotPassedOver) {
  const TestFolder folder;
  folder.Write("a/gpt2-bpe/encoder.json", "{}");
  WriteByteLevel(folder.path() + "/b/gpt2-bpe");
  const absl::Status status = Error("gpt2", {folder.path() + "/a", folder.path() + "/b"});
  EXPECT_THAT(status.message(), HasSubstr("/a/gpt2-bpe/vocab.bpe"));
}

TEST(OpenTokenizer, AFolderIsByteLevelAndAFileSentencePiece) {
  const TestFolder folder;
  WriteByteLevel(folder.path() + "/bytes");
  EXPECT_EQ((*OpenTokenizer(folder.path() + "/bytes", {}))->VocabularySize(), 258);

  std::string model, error;
  ASSERT_TRUE(TrainSentencePieceOnLines({"the cat sat on the mat", "the cat ran"},
                                        {{"model_type", "bpe"}, {"vocab_size", "20"}}, &model, &error))
      << error;
  const auto pieces = OpenTokenizer(folder.Write("pieces.model", model), {});
  ASSERT_TRUE(pieces.ok()) << pieces.status();
  EXPECT_EQ((*pieces)->Kind(), "sentencepiece-bpe");
  EXPECT_EQ((*pieces)->VocabularySize(), 20);
}

TEST(OpenTokenizer, WhatIsNotThereIsNotFound) {
  const absl::Status status = Error("/none/gpt-2");
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(status.message(), HasSubstr("no tokenizer \"/none/gpt-2\" (did you mean \"gpt2\"?)"));
  EXPECT_THAT(status.message(), HasSubstr("expected gpt2, a SentencePiece .model file, or a folder"));
}

TEST(OpenTokenizer, WhatIsNoTokenizerIsRefusedByName) {
  const TestFolder folder;
  const std::string text = folder.Write("text.model", "just text");
  EXPECT_TRUE(absl::IsFailedPrecondition(Error(text))) << Error(text);
  EXPECT_THAT(Error(text).message(), HasSubstr(text));
  const std::string empty = folder.Write("empty.model", "");
  EXPECT_THAT(Error(empty).message(), HasSubstr(empty));
  EXPECT_THAT(Error(folder.path()).message(), HasSubstr(folder.path() + "/vocab.bpe"));
}

}  // namespace
}  // namespace moebench::language
