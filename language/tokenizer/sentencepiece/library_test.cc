#include "language/tokenizer/sentencepiece/library.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using Options = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> Lines() {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back("low lower lowest new newer newest wide wider widest " + std::string(1, 'a' + i % 26));
  }
  return lines;
}

std::string Train(const Options& options) {
  std::string model, error;
  EXPECT_TRUE(TrainSentencePieceOnLines(Lines(), options, &model, &error)) << error;
  return model;
}

std::string TrainingError(const Options& options) {
  std::string model, error;
  EXPECT_FALSE(TrainSentencePieceOnLines(Lines(), options, &model, &error));
  return error;
}

std::unique_ptr<SentencePieceLibrary> Load(const std::string& model) {
  std::string error;
  std::unique_ptr<SentencePieceLibrary> library = SentencePieceLibrary::Load(model, &error);
  EXPECT_NE(library, nullptr) << error;
  return library;
}

TEST(SentencePieceLibraryTest, EncodesAndDecodes) {
  const auto library = Load(Train({{"model_type", "bpe"}, {"vocab_size", "60"}}));
  ASSERT_NE(library, nullptr);
  EXPECT_EQ(library->VocabularySize(), 60);
  EXPECT_EQ(library->EndOfSentence(), 2);
  std::vector<int> ids = {77};
  std::string text, error;
  ASSERT_TRUE(library->Encode("newest lower", &ids, &error)) << error;
  EXPECT_FALSE(ids.empty());
  EXPECT_NE(ids.front(), 77);
  ASSERT_TRUE(library->Decode(ids, &text, &error)) << error;
  EXPECT_EQ(text, "newest lower");
}

TEST(SentencePieceLibraryTest, DecodeNamesAnIdOutsideTheVocabulary) {
  const auto library = Load(Train({{"model_type", "bpe"}, {"vocab_size", "60"}}));
  ASSERT_NE(library, nullptr);
  std::string text, error;
  EXPECT_FALSE(library->Decode({3, 60}, &text, &error));
  EXPECT_EQ(error, "id 60 is not in [0, 60)");
  EXPECT_FALSE(library->Decode({-1}, &text, &error));
  EXPECT_EQ(error, "id -1 is not in [0, 60)");
}

TEST(SentencePieceLibraryTest, SymbolsAreTakenWholeWithTheirCommasAndQuotationMarks) {
  const auto library = Load(Train({{"model_type", "bpe"},
                                   {"vocab_size", "60"},
                                   {"user_defined_symbols", "a,b"},
                                   {"user_defined_symbols", "say \"x\""},
                                   {"control_symbols", "<1,2>"}}));
  ASSERT_NE(library, nullptr);
  std::vector<int> ids;
  std::string text, error;
  ASSERT_TRUE(library->Decode({3, 4, 5}, &text, &error));
  EXPECT_EQ(text, "a,bsay \"x\"");  // 3 is the control symbol, which has no text
}

TEST(SentencePieceLibraryTest, ThreadsAndSeedDoNotChangeThePieces) {
  const auto pieces = [](const std::string& threads, const std::string& seed) {
    const auto library =
        Load(Train({{"model_type", "bpe"}, {"vocab_size", "60"}, {"num_threads", threads}, {"random_seed", seed}}));
    std::vector<std::string> texts(60);
    std::string error;
    for (int id = 0; id < 60; ++id) library->Decode({3, id}, &texts[id], &error);
    return texts;
  };
  const std::vector<std::string> expected = pieces("1", "0");
  EXPECT_EQ(pieces("3", "0"), expected);
  EXPECT_EQ(pieces("1", "7"), expected);
}

TEST(SentencePieceLibraryTest, RefusesOptionsByName) {
  EXPECT_THAT(TrainingError({{"vocab_sise", "60"}}), HasSubstr("vocab_sise"));
  EXPECT_THAT(TrainingError({{"vocab_size", "many"}}), HasSubstr("many"));
  EXPECT_EQ(TrainingError({{"vocab_size", "60"}, {"vocab_size", "61"}}), "option \"vocab_size\" is given twice");
  EXPECT_THAT(TrainingError({{"random_seed", "-1"}}), HasSubstr("random_seed must be a number"));
  EXPECT_THAT(TrainingError({{"random_seed", "4294967295"}}), HasSubstr("not \"4294967295\""));
  EXPECT_THAT(TrainingError({{"model_type", "bpe"}, {"vocab_size", "100000"}}), HasSubstr("Vocabulary size too high"));
  EXPECT_EQ(TrainingError({{"model_type", "bpe"}, {"vocab_size", "0"}}),
            "(trainer_spec.vocab_size()) > (0) does not hold");
  EXPECT_THAT(TrainingError({{"model_type", "bpe"}, {"vocab_size", "60"}, {"required_chars", "\u03a9"}}),
              HasSubstr("required_chars cannot be given for BPE"));
}

TEST(SentencePieceLibraryTest, AMissingFileIsNamed) {
  std::string model, error;
  EXPECT_FALSE(TrainSentencePiece({{"input", "/no/such,file"}, {"vocab_size", "60"}}, &model, &error));
  EXPECT_THAT(error, HasSubstr("/no/such,file"));
}

TEST(SentencePieceLibraryTest, WhatIsNoModelIsRefused) {
  std::string error;
  EXPECT_EQ(SentencePieceLibrary::Load("not a model", &error), nullptr);
  EXPECT_FALSE(error.empty());
}

}  // namespace
}  // namespace moebench::language
