#include "language/tokenizer/commands/train_sentencepiece.h"

#include <filesystem>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"
#include "language/tokenizer/open_tokenizer.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TrainSentencePieceCommandTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Train(const std::string& input, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"train", "--input=" + input, "--model=" + model_, "--vocab_size=30"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    testing::internal::CaptureStderr();
    const auto result = RunTrainSentencePiece(TypedFlags(arguments));
    errors_ = testing::internal::GetCapturedStderr();
    return result;
  }
  std::string Trained(const std::string& input, std::vector<std::string> more = {}) {
    const auto result = Train(input, std::move(more));
    EXPECT_TRUE(result.ok()) << result.status();
    return ReadFile(model_).value_or("");
  }
  absl::Status Error(const std::vector<std::string>& more) { return Train(text_, more).status(); }

  TestFolder folder_;
  const std::string text_ = folder_.Write("text.txt", SmallText());
  const std::string model_ = folder_.path() + "/out.model";
  std::string errors_;
};

TEST_F(TrainSentencePieceCommandTest, WritesAModelThatOpens) {
  const auto said = Train(text_);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_THAT(*said, StartsWith(model_ + ": sentencepiece-bpe of 30 pieces, "));
  EXPECT_THAT(errors_, HasSubstr("train: 30 pieces of bpe, from 40 lines of 1 documents"));
  const auto tokenizer = OpenTokenizer(model_, {});
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_THAT(*said, HasSubstr("SHA-256 " + (*tokenizer)->Checksum()));
}

TEST_F(TrainSentencePieceCommandTest, TheBytesDependOnTextAndOptionsAlone) {
  const std::string model = Trained(text_);
  EXPECT_EQ(Trained(text_, {"--threads=1"}), model);
  EXPECT_EQ(Trained(text_, {"--threads=7"}), model);
  EXPECT_EQ(Trained(folder_.Write("elsewhere/other.txt", SmallText())), model);
  EXPECT_NE(Trained(text_, {"--vocab_size=29"}), model);
  EXPECT_NE(Trained(text_, {"--normalizer=identity"}), model);
}

TEST_F(TrainSentencePieceCommandTest, ThePiecesAreTheLibrarysOwn) {
  std::string direct, error;
  ASSERT_TRUE(TrainSentencePieceOnLines(SmallLines(), {{"model_type", "bpe"}, {"vocab_size", "30"}}, &direct, &error))
      << error;
  sentencepiece::ModelProto ours, theirs;
  ASSERT_TRUE(ours.ParseFromString(Trained(text_)) && theirs.ParseFromString(direct));
  ASSERT_EQ(ours.pieces_size(), theirs.pieces_size());
  for (int i = 0; i < ours.pieces_size(); ++i) {
    EXPECT_EQ(ours.pieces(i).SerializeAsString(), theirs.pieces(i).SerializeAsString()) << i;
  }
  EXPECT_EQ(ours.normalizer_spec().SerializeAsString(), theirs.normalizer_spec().SerializeAsString());
}

TEST_F(TrainSentencePieceCommandTest, ALineIsASentenceWhateverTheFormat) {
  std::string jsonl;
  for (const std::string& line : SmallLines()) absl::StrAppend(&jsonl, "{\"body\": \"", line, "\"}\n");
  EXPECT_EQ(Trained(folder_.Write("a.jsonl", jsonl), {"--text_field=body"}), Trained(text_));
}

TEST_F(TrainSentencePieceCommandTest, OptionsReachTheLibrary) {
  sentencepiece::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(Trained(
      text_, {"--vocab_size=300", "--byte_fallback", "--user_defined_symbols=<sep>,<cls>",
              "--sentencepiece_options=hard_vocab_limit=false,add_dummy_prefix=false,control_symbols=<a>,<b>"})));
  EXPECT_TRUE(model.trainer_spec().byte_fallback());
  EXPECT_FALSE(model.normalizer_spec().add_dummy_prefix());
  EXPECT_EQ(model.pieces(3).piece(), "<a>");
  EXPECT_EQ(model.pieces(4).piece(), "<b>");
  EXPECT_EQ(model.pieces(5).piece(), "<sep>");
  EXPECT_EQ(model.pieces(6).piece(), "<cls>");
  EXPECT_EQ(model.trainer_spec().input_size(), 0);
  for (const char* type : {"unigram", "word", "char"}) {
    Trained(text_, {std::string("--model_type=") + type, "--sentencepiece_options=hard_vocab_limit=false"});
    EXPECT_EQ((*OpenTokenizer(model_, {}))->Kind(), std::string("sentencepiece-") + type);
  }
}

TEST_F(TrainSentencePieceCommandTest, WhatTheTextDoesNotHoldIsSaidInTheLibrarysWords) {
  const absl::Status status = Error({"--vocab_size=5000"});
  EXPECT_EQ(TokenizeExitCode(status), 65);
  EXPECT_THAT(std::string(status.message()),
              StartsWith("SentencePiece's trainer: Vocabulary size too high (5000). Please set it to a value <= "));
  EXPECT_THAT(Error({"--vocab_size=4"}).message(), HasSubstr("Vocabulary size is smaller than required_chars"));
  EXPECT_FALSE(ReadFile(model_).ok());
}

TEST_F(TrainSentencePieceCommandTest, WrongOptionsAreWrongUsage) {
  for (const char* option : {"sped=1", "split_digits=perhaps", "character_coverage=high", "character_coverage=0.1",
                             "max_sentence_length=x", "num_threads=3"}) {
    const absl::Status status = Error({std::string("--sentencepiece_options=") + option});
    EXPECT_EQ(TokenizeExitCode(status), 64) << option << ": " << status;
  }
  EXPECT_THAT(Error({"--sentencepiece_options=sped=1"}).message(), HasSubstr("unknown field name \"sped\""));
}

TEST_F(TrainSentencePieceCommandTest, LinesLeftOutAreCounted) {
  const std::string mixed = folder_.Write("mixed.txt", SmallText() + std::string(5000, 'x') + "\n");
  Trained(mixed);
  EXPECT_THAT(errors_, HasSubstr("train: 1 of the lines have more than 4,192 bytes and are left out"));
  const absl::Status all = Train(folder_.Write("long.txt", std::string(5000, 'x'))).status();
  EXPECT_THAT(all.message(), HasSubstr("each of its 1 lines has more than 4,192 bytes"));
  EXPECT_EQ(TokenizeExitCode(all), 65);
  const absl::Status none = Train(folder_.Write("blank.txt", "\n\n")).status();
  EXPECT_THAT(none.message(), HasSubstr("holds no text to train on"));
  EXPECT_EQ(TokenizeExitCode(none), 65);
}

TEST_F(TrainSentencePieceCommandTest, NothingIsLeftBehind) {
  EXPECT_FALSE(Error({"--vocab_size=5000"}).ok());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) files += entry.is_regular_file();
  EXPECT_EQ(files, 1);  // the text
  const absl::Status unwritable = Error({"--model=" + folder_.path() + "/none/x.model"});
  EXPECT_EQ(TokenizeExitCode(unwritable), 70) << unwritable;
}

}  // namespace
}  // namespace moebench::language
