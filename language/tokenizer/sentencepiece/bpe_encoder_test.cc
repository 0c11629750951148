#include "language/tokenizer/sentencepiece/bpe_encoder.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/encoder_comparison.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using sentencepiece::ModelProto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Piece = ModelProto::SentencePiece;

// 0 <unk>; ids are the places in `pieces` and one more. Whatever else is asked for is set in `proto` first.
std::string Model(const std::vector<std::string>& pieces, ModelProto proto = {}) {
  Piece* unknown = proto.add_pieces();
  unknown->set_piece("<unk>");
  unknown->set_type(Piece::UNKNOWN);
  for (const std::string& text : pieces) {
    Piece* piece = proto.add_pieces();
    piece->set_piece(text);
    piece->set_score(static_cast<float>(-proto.pieces_size()));
  }
  proto.mutable_trainer_spec()->set_model_type(sentencepiece::TrainerSpec::BPE);
  proto.mutable_normalizer_spec()->set_name("identity");
  return proto.SerializeAsString();
}

std::unique_ptr<BpeEncoder> EncoderOf(const std::string& serialized) {
  absl::StatusOr<SentencePieceModel> model = ParseSentencePieceModel(serialized, "m.model");
  EXPECT_TRUE(model.ok()) << model.status();
  return std::make_unique<BpeEncoder>(std::make_shared<const BpeModel>(*std::move(model)));
}

std::vector<int32_t> Ids(BpeEncoder* encoder, const std::string& text) {
  std::vector<int32_t> ids;
  const absl::Status status = encoder->Encode(text, &ids);
  EXPECT_TRUE(status.ok()) << status;
  return ids;
}

void ExpectLibrarysIds(const std::string& serialized, const std::string& text) {
  absl::StatusOr<EncoderComparison> comparison = EncoderComparison::Open(serialized, "m.model");
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  const absl::Status status = comparison->Compare(text);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(BpeEncoderTest, WorkedByHand) {
  // 1 lo, 2 low, 3 _low, 4 er, 5 _, 6 l, 7 o, 8 w, 9 e, 10 r
  const std::string model = Model({"lo", "low", "\u2581low", "er", "\u2581", "l", "o", "w", "e", "r"});
  const auto encoder = EncoderOf(model);
  EXPECT_THAT(Ids(encoder.get(), "low lower"), ElementsAre(3, 3, 4));
  EXPECT_THAT(Ids(encoder.get(), "we"), ElementsAre(5, 8, 9));
  EXPECT_THAT(Ids(encoder.get(), ""), ElementsAre());
  EXPECT_THAT(Ids(encoder.get(), "   "), ElementsAre());
  EXPECT_THAT(Ids(encoder.get(), "low lower"), ElementsAre(3, 3, 4));  // from the cache now
  ExpectLibrarysIds(model, "low lower we");
}

TEST(BpeEncoderTest, AppendsToWhatTheCallerHas) {
  const auto encoder = EncoderOf(Model({"a", "\u2581"}));
  std::vector<int32_t> ids = {7};
  ASSERT_TRUE(encoder->Encode("a", &ids).ok());
  ASSERT_TRUE(encoder->Encode("aa", &ids).ok());
  EXPECT_THAT(ids, ElementsAre(7, 2, 1, 2, 1, 1));
}

TEST(BpeEncoderTest, NeighbouringUnknownCharactersAreOne) {
  const std::string model = Model({"a", "\u2581", "\u2581a"});
  const auto encoder = EncoderOf(model);
  EXPECT_THAT(Ids(encoder.get(), "xyz a"), ElementsAre(2, 0, 3));
  EXPECT_THAT(Ids(encoder.get(),
                  "x,\u6771\xff"
                  "a"),
              ElementsAre(2, 0, 1));  // across words too
  ExpectLibrarysIds(model,
                    "x,\u6771\xff"
                    "a x");
  // Texts do not touch each other.
  std::vector<int32_t> ids;
  const auto bare = EncoderOf(Model({"a"}));
  ASSERT_TRUE(bare->Encode("x", &ids).ok());
  ASSERT_TRUE(bare->Encode("x", &ids).ok());
  EXPECT_THAT(ids, ElementsAre(0, 0));
}

TEST(BpeEncoderTest, UnknownCharactersAsBytes) {
  ModelProto proto;
  proto.mutable_trainer_spec()->set_byte_fallback(true);
  for (int byte = 0; byte < 256; ++byte) {
    char text[8];
    std::snprintf(text, sizeof(text), "<0x%02X>", byte);
    proto.add_pieces()->set_piece(text);
    proto.mutable_pieces(byte)->set_type(Piece::BYTE);
  }
  const std::string model = Model({"a", "\u2581"}, proto);  // 256 <unk>, 257 a, 258 _
  const auto encoder = EncoderOf(model);
  EXPECT_THAT(Ids(encoder.get(), "a\u00e9z"), ElementsAre(258, 257, 0xc3, 0xa9, 'z'));
  EXPECT_THAT(Ids(encoder.get(), "\xff"), ElementsAre(258, 0xef, 0xbf, 0xbd));  // U+FFFD's bytes
  ExpectLibrarysIds(model, "a\u00e9z \xff \U0001f600");
}

TEST(BpeEncoderTest, AnUnusedPieceIsTakenApartAsItWasLastOfferedAnywhere) {
  // abc (4) is made of ab + c or of a + bc; it is unused.
  ModelProto proto;
  const std::string serialized = Model({"a", "b", "c", "abc", "ab", "bc", "xa", "x", "\u2581", "d", "bcd"});
  proto.ParseFromString(serialized);
  proto.mutable_pieces(4)->set_type(Piece::UNUSED);
  proto.mutable_pieces(4)->set_score(-100);
  const std::string model = proto.SerializeAsString();
  const auto encoder = EncoderOf(model);
  EXPECT_THAT(Ids(encoder.get(), "abc"), ElementsAre(9, 5, 3));
  for (const char* text : {"abc", "abc xabc", "xabc abc", "abc xabcd abc", "abcabc bcabc"})
    ExpectLibrarysIds(model, text);
}

TEST(BpeEncoderTest, UserDefinedSymbolsStandAlone) {
  const std::string plain = Model({"a", "b", "ab", "\u2581", "ba"});
  ModelProto proto;
  proto.ParseFromString(plain);
  Piece* symbol = proto.add_pieces();  // 6
  symbol->set_piece("b");
  proto.mutable_pieces(2)->set_piece("c");
  symbol->set_type(Piece::USER_DEFINED);
  const std::string model = proto.SerializeAsString();
  const auto encoder = EncoderOf(model);
  EXPECT_THAT(Ids(encoder.get(), "aba"), ElementsAre(4, 1, 6, 1));  // never ab or ba
  ExpectLibrarysIds(model, "aba bb abab");
}

TEST(BpeEncoderTest, AControlPieceOfOneCharacterIsAnError) {
  ModelProto proto;
  proto.ParseFromString(Model({"a", "q", "qa", "\u2581"}));
  proto.mutable_pieces(2)->set_type(Piece::CONTROL);
  const std::string model = proto.SerializeAsString();
  const auto encoder = EncoderOf(model);
  std::vector<int32_t> ids = {7};
  const absl::Status status = encoder->Encode("a q", &ids);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("control piece 2"));
  EXPECT_THAT(ids, ElementsAre(7));
  EXPECT_THAT(Ids(encoder.get(), "qa"), ElementsAre(4, 3));  // within a piece it is a character like any
  ExpectLibrarysIds(model, "a q");
}

TEST(BpeEncoderTest, LongTextsWithoutSpacesAreNotSlow) {
  const std::string model = TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "500"}});
  const auto encoder = EncoderOf(model);
  for (const char* unit : {"a", "-", "ab", "\u6771"}) {
    std::string text;
    while (text.size() < 1000000) text += unit;
    EXPECT_GT(Ids(encoder.get(), text).size(), 1000u);
    ExpectLibrarysIds(model, text.substr(0, 6000));
  }
}

TEST(BpeEncoderTest, MoreIdsThanAreHeldBack) {
  const std::string model = TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "300"}});
  std::string text;
  for (const std::string& line : TestModelLines()) text += line + "\n";
  ExpectLibrarysIds(model, text);
  ExpectLibrarysIds(model, std::string(3000, 'x') + text);
}

}  // namespace
}  // namespace moebench::language
