#include "language/tokenizer/sentencepiece/open_sentencepiece.h"

#include <sstream>
#include <thread>
#include <vector>

#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/encoder_comparison.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::shared_ptr<const Tokenizer> Open(const std::string& serialized) {
  const auto tokenizer = OpenSerializedSentencePiece(serialized, "m.model");
  EXPECT_TRUE(tokenizer.ok()) << tokenizer.status();
  return tokenizer.ok() ? *tokenizer : nullptr;
}

std::string SmallBpe() { return TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "400"}}); }

TEST(OpenSentencePieceTest, ABpeModel) {
  const std::string model = SmallBpe();
  const auto tokenizer = Open(model);
  ASSERT_NE(tokenizer, nullptr);
  EXPECT_EQ(tokenizer->Kind(), "sentencepiece-bpe");
  EXPECT_EQ(tokenizer->VocabularySize(), 400);
  EXPECT_EQ(tokenizer->EndOfDocument(), 2);
  EXPECT_EQ(tokenizer->Checksum(), Sha256Hex(model));
  std::vector<int32_t> ids;
  ASSERT_TRUE(tokenizer->NewEncoder()->Encode("the old  harbour", &ids).ok());
  const absl::StatusOr<std::string> text = tokenizer->Decode(ids);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, "the old harbour");
}

TEST(OpenSentencePieceTest, OtherKindsGoThroughTheLibrary) {
  for (const TestModel& model : MakeTestModelsOfOtherKinds()) {
    const auto tokenizer = Open(model.serialized);
    ASSERT_NE(tokenizer, nullptr);
    EXPECT_EQ(tokenizer->Kind(), "sentencepiece-" + model.name);
    absl::StatusOr<EncoderComparison> comparison = EncoderComparison::Open(model.serialized, model.name);
    ASSERT_TRUE(comparison.ok());
    for (const std::string& line : TestModelLines()) {
      const absl::Status status = comparison->Compare(line);
      EXPECT_TRUE(status.ok()) << status;
    }
  }
}

TEST(OpenSentencePieceTest, AModelWithoutEndOfSentence) {
  const auto tokenizer = Open(TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "400"}, {"eos_id", "-1"}}));
  ASSERT_NE(tokenizer, nullptr);
  EXPECT_EQ(tokenizer->EndOfDocument(), -1);
}

TEST(OpenSentencePieceTest, DecodeNamesTheFirstIdOutside) {
  const auto tokenizer = Open(SmallBpe());
  ASSERT_NE(tokenizer, nullptr);
  const absl::Status status = tokenizer->Decode({5, 400, -1}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "id 400 at position 1 is not in [0, 400)");
  EXPECT_EQ(tokenizer->Decode({-3}).status().message(), "id -3 at position 0 is not in [0, 400)");
  EXPECT_EQ(*tokenizer->Decode({}), "");
}

TEST(OpenSentencePieceTest, FilesAreNamedInErrors) {
  const TestFolder folder;
  const std::string model = SmallBpe();
  EXPECT_TRUE(OpenSentencePiece(folder.Write("good.model", model)).ok());
  const std::string cut = folder.Write("cut.model", model.substr(0, model.size() / 2));
  const absl::Status status = OpenSentencePiece(cut).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), StartsWith(cut + ": "));
  EXPECT_EQ(OpenSentencePiece(folder.path() + "/none").status().code(), absl::StatusCode::kNotFound);
}

TEST(OpenSentencePieceTest, AModelThatFailsItsOwnTestIsRefused) {
  sentencepiece::ModelProto proto;
  proto.ParseFromString(SmallBpe());
  sentencepiece::SelfTestData::Sample* sample = proto.mutable_self_test_data()->add_samples();
  sample->set_input("the");
  sample->set_expected("something else");
  const absl::Status status = OpenSerializedSentencePiece(proto.SerializeAsString(), "m.model").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("m.model: SentencePiece refuses the model: Self-test failures"));
}

TEST(OpenSentencePieceTest, ThreadsShareATokenizer) {
  const auto tokenizer = Open(SmallBpe());
  ASSERT_NE(tokenizer, nullptr);
  const auto encode_all = [&](std::vector<int32_t>* ids) {
    const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
    for (const std::string& line : TestModelLines()) (void)encoder->Encode(line, ids);
  };
  std::vector<int32_t> expected;
  encode_all(&expected);
  std::vector<std::vector<int32_t>> ids(4);
  std::vector<std::thread> threads;
  for (auto& of_thread : ids) threads.emplace_back(encode_all, &of_thread);
  for (std::thread& thread : threads) thread.join();
  for (const auto& of_thread : ids) EXPECT_EQ(of_thread, expected);
}

// A model of real size on text that it was not trained on.
TEST(OpenSentencePieceTest, AgreesWithTheLibraryOnRealText) {
  const std::string wikitext = RealData({"wikitext-2"});
  if (wikitext.empty()) GTEST_SKIP() << "no wikitext-2/ below $MOEBENCH_REAL_DATA";
  const std::string folder = wikitext + "/";
  std::string model, error;
  ASSERT_TRUE(TrainSentencePiece(
      {{"input", folder + "wiki.valid.tokens"}, {"model_type", "bpe"}, {"vocab_size", "4000"}, {"num_threads", "1"}},
      &model, &error))
      << error;
  absl::StatusOr<EncoderComparison> comparison = EncoderComparison::Open(model, "wikitext");
  ASSERT_TRUE(comparison.ok());
  const absl::StatusOr<std::string> text = ReadFile(folder + "wiki.test.tokens");
  ASSERT_TRUE(text.ok()) << text.status();
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const absl::Status status = comparison->Compare(line);
    ASSERT_TRUE(status.ok()) << status;
  }
  EXPECT_GT(comparison->ids_compared(), 250000);
}

}  // namespace
}  // namespace moebench::language
