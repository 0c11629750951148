#include "language/tokenizer/sentencepiece/encoder_comparison.h"

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/model_mutation.h"
#include "language/tokenizer/sentencepiece/open_sentencepiece.h"
#include "language/tokenizer/sentencepiece/random_text.h"
#include "language/tokenizer/sentencepiece/test_models.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

// The first texts of what fuzz_sentencepiece goes through.
TEST(EncoderComparisonTest, OursIsTheLibraryOnEveryTestModel) {
  const std::string real_text = absl::StrJoin(TestModelLines(), "\n");
  for (const TestModel& model : MakeTestModels()) {
    absl::StatusOr<EncoderComparison> comparison = EncoderComparison::Open(model.serialized, model.name);
    ASSERT_TRUE(comparison.ok()) << comparison.status();
    const RandomText texts(1, comparison->pieces(), real_text);
    for (int i = 0; i < 120; ++i) {
      const absl::Status status = comparison->Compare(texts.Make(i));
      ASSERT_TRUE(status.ok()) << status;
    }
    EXPECT_GT(comparison->ids_compared(), 500);
    EXPECT_EQ(comparison->errors_on_both_sides() > 0, model.name == "control_character") << model.name;
  }
}

TEST(EncoderComparisonTest, DamagedModelsAreRefusedByNameOrGiveTheLibrarysIds) {
  const std::string real_text = absl::StrJoin(TestModelLines(), "\n");
  std::vector<TestModel> models = MakeTestModels();
  for (TestModel& model : MakeTestModelsOfOtherKinds()) models.push_back(std::move(model));
  int taken = 0;
  for (int i = 0; i < 200; ++i) {
    const TestModel& model = models[i % models.size()];
    absl::StatusOr<EncoderComparison> comparison =
        EncoderComparison::Open(MutatedModel(model.serialized, 1, i), "damaged.model");
    if (!comparison.ok()) {
      EXPECT_TRUE(absl::IsInvalidArgument(comparison.status())) << comparison.status();
      EXPECT_THAT(std::string(comparison.status().message()), HasSubstr("damaged.model: "));
      continue;
    }
    ++taken;
    const RandomText texts(i, comparison->pieces(), real_text);
    for (int j = 0; j < 5; ++j) {
      const absl::Status status = comparison->Compare(texts.Make(j));
      ASSERT_TRUE(status.ok()) << status;
    }
  }
  EXPECT_GT(taken, 20);
}

// Loses the last id of a text with a "w" and a "z" behind it.
class ForgetfulEncoder : public Encoder {
 public:
  explicit ForgetfulEncoder(std::unique_ptr<Encoder> right) : right_(std::move(right)) {}

  absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override {
    const absl::Status status = right_->Encode(text, ids);
    const size_t place = text.find('w');
    if (place != absl::string_view::npos && text.find('z', place) != absl::string_view::npos) ids->pop_back();
    return status;
  }

 private:
  std::unique_ptr<Encoder> right_;
};

class ForgetfulTokenizer : public Tokenizer {
 public:
  explicit ForgetfulTokenizer(std::shared_ptr<const Tokenizer> right) : right_(std::move(right)) {}

  std::string Kind() const override { return "forgetful"; }
  int VocabularySize() const override { return right_->VocabularySize(); }
  int EndOfDocument() const override { return right_->EndOfDocument(); }
  std::string Checksum() const override { return ""; }
  std::unique_ptr<Encoder> NewEncoder() const override {
    return std::make_unique<ForgetfulEncoder>(right_->NewEncoder());
  }
  absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const override { return right_->Decode(ids); }

 private:
  std::shared_ptr<const Tokenizer> right_;
};

TEST(EncoderComparisonTest, ADifferenceIsCutDownToWhatMatters) {
  const std::string model = TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "300"}});
  const auto tokenizer = OpenSerializedSentencePiece(model, "m.model");
  ASSERT_TRUE(tokenizer.ok());
  std::string error;
  EncoderComparison comparison("forgetful", {}, SentencePieceLibrary::Load(model, &error),
                               std::make_shared<ForgetfulTokenizer>(*tokenizer));
  EXPECT_TRUE(comparison.Compare("a zebra in the water").ok());
  const absl::Status status = comparison.Compare("the water ran into a zoo, and out of it again");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("forgetful: on \"wz\" the library has"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("found with \"the water ran"));
}

}  // namespace
}  // namespace moebench::language
