#include "language/tokenizer/sentencepiece/model_file.h"

#include <cmath>
#include <functional>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using sentencepiece::ModelProto;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Piece = ModelProto::SentencePiece;

const std::string& Serialized() {
  static const auto* model = new std::string(TrainTestModel(
      {{"model_type", "bpe"}, {"vocab_size", "600"}, {"byte_fallback", "true"}, {"user_defined_symbols", "<sep>"}}));
  return *model;
}

std::string Edited(const std::function<void(ModelProto*)>& edit) {
  ModelProto proto;
  proto.ParseFromString(Serialized());
  edit(&proto);
  return proto.SerializeAsString();
}

std::string Refusal(const std::string& bytes) {
  const absl::Status status = ParseSentencePieceModel(bytes, "m.model").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), StartsWith("m.model: "));
  return std::string(status.message());
}

std::string RefusalOf(const std::function<void(ModelProto*)>& edit) { return Refusal(Edited(edit)); }

TEST(ModelFileTest, ReadsWhatTheLibraryWrote) {
  const absl::StatusOr<SentencePieceModel> model = ParseSentencePieceModel(Serialized(), "m.model");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->kind, SentencePieceKind::kBpe);
  EXPECT_STREQ(SentencePieceKindName(model->kind), "bpe");
  ASSERT_EQ(model->pieces.size(), 600u);
  EXPECT_EQ(model->unknown, 0);
  EXPECT_EQ(model->pieces[0].text, "<unk>");
  EXPECT_EQ(model->pieces[1].type, PieceType::kControl);
  EXPECT_EQ(model->pieces[3].type, PieceType::kUserDefined);
  EXPECT_TRUE(model->byte_fallback);
  EXPECT_EQ(model->pieces[model->byte_ids[0x41]].text, "<0x41>");
  EXPECT_FALSE(model->normalizer.charsmap.empty());
  EXPECT_EQ(model->normalizer.user_defined_symbols.LongestMatch("<sep>", 5), 5u);
  EXPECT_TRUE(model->normalizer.add_dummy_prefix);
  EXPECT_FALSE(model->normalizer.treat_whitespace_as_suffix);
}

TEST(ModelFileTest, ReadsEveryTestModel) {
  std::vector<TestModel> models = MakeTestModels();
  for (TestModel& model : MakeTestModelsOfOtherKinds()) models.push_back(std::move(model));
  for (const TestModel& model : models) {
    const absl::StatusOr<SentencePieceModel> read = ParseSentencePieceModel(model.serialized, model.name);
    EXPECT_TRUE(read.ok()) << read.status();
  }
}

TEST(ModelFileTest, RefusesEveryTruncation) {
  ModelProto proto;
  proto.ParseFromString(Serialized());
  for (size_t size = 0; size < Serialized().size(); size += size < 20000 ? 7 : 997) {
    EXPECT_FALSE(ParseSentencePieceModel(Serialized().substr(0, size), "m.model").ok()) << size;
  }
  EXPECT_THAT(Refusal(""), HasSubstr("the file is empty"));
  EXPECT_THAT(Refusal(Serialized().substr(0, Serialized().size() - 1)), HasSubstr("cut short"));
  // Cut between fields, where the message is whole.
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->clear_trainer_spec(), p->clear_normalizer_spec(); }),
              HasSubstr("no trainer_spec follows the 600 pieces: the file is cut short"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->clear_normalizer_spec(); }), HasSubstr("no normalizer_spec"));
}

TEST(ModelFileTest, RefusesWhatIsNoModel) {
  EXPECT_THAT(Refusal("version: 0.2\ng e\n"), HasSubstr("not a SentencePiece model"));
  EXPECT_THAT(Refusal("PK\x03\x04 and so on"), HasSubstr("not a SentencePiece model"));
  EXPECT_THAT(Refusal(std::string("\x78\x01", 2)), HasSubstr("it holds no pieces"));  // a message with field 15 alone
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->clear_pieces(); }), HasSubstr("it holds no pieces"));
}

TEST(ModelFileTest, RefusesFieldsOfAWrongType) {
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(7)->mutable_unknown_fields()->assign("\x18\x07"); }),
              HasSubstr("field 3 of piece 7 has a type or a value that it cannot have"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->mutable_unknown_fields()->assign("\x18\x09"); }),
              HasSubstr("field 3 of trainer_spec"));
  EXPECT_THAT(
      RefusalOf([](ModelProto* p) { p->mutable_normalizer_spec()->mutable_unknown_fields()->assign("\x10\x01"); }),
      HasSubstr("field 2 of normalizer_spec"));
  // A field of a later version is none of our business.
  const std::string later = Edited([](ModelProto* p) {
    p->mutable_trainer_spec()->mutable_unknown_fields()->assign("\xc8\x0b\x01");  // field 185
  });
  EXPECT_TRUE(ParseSentencePieceModel(later, "m.model").ok());
}

TEST(ModelFileTest, RefusesPieces) {
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->clear_piece(); }), HasSubstr("piece 300 is empty"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->set_piece(p->pieces(301).piece()); }),
              AllOf(HasSubstr("piece 301"), HasSubstr("repeats piece 300")));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->set_piece("a\xff"); }),
              HasSubstr("piece 300 (\"a\\xff\") is no UTF-8"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(3)->set_piece(std::string("a\0b", 3)); }),
              HasSubstr("holds a zero byte"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->set_score(std::nanf("")); }),
              HasSubstr("no finite number"));
  EXPECT_THAT(
      RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->set_score(-std::numeric_limits<float>::infinity()); }),
      HasSubstr("no finite number"));
}

TEST(ModelFileTest, RefusesTypesThatDoNotGoTogether) {
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(0)->set_type(Piece::NORMAL); }),
              HasSubstr("no piece is of type UNKNOWN"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(9)->set_type(Piece::UNKNOWN); }),
              HasSubstr("both piece 0 (\"<unk>\") and piece 9 (\"<0x05>\") are of type UNKNOWN"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(300)->set_type(Piece::BYTE); }),
              HasSubstr("its text is not <0x00> to <0xFF>"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_pieces(9)->set_type(Piece::NORMAL); }),
              HasSubstr("byte_fallback is on, and no piece <0x05> is of type BYTE"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->set_byte_fallback(false); }),
              HasSubstr("piece 4 (\"<0x00>\") is of type BYTE, and byte_fallback is off"));
}

TEST(ModelFileTest, RefusesIdsBeyondThePieces) {
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->set_unk_id(600); }),
              HasSubstr("unk_id is 600, and there are 600 pieces"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->set_bos_id(601); }), HasSubstr("bos_id is 601"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->set_eos_id(602); }), HasSubstr("eos_id is 602"));
  EXPECT_THAT(RefusalOf([](ModelProto* p) { p->mutable_trainer_spec()->set_pad_id(603); }), HasSubstr("pad_id is 603"));
  EXPECT_TRUE(
      ParseSentencePieceModel(Edited([](ModelProto* p) { p->mutable_trainer_spec()->set_pad_id(-1); }), "m").ok());
}

TEST(ModelFileTest, RefusesDamagedRulesOfEitherNormalizer) {
  const auto cut = [](sentencepiece::NormalizerSpec* spec) { spec->mutable_precompiled_charsmap()->resize(3); };
  EXPECT_THAT(RefusalOf([&](ModelProto* p) { cut(p->mutable_normalizer_spec()); }),
              HasSubstr("normalizer_spec.precompiled_charsmap: is cut off at 3 bytes"));
  EXPECT_THAT(RefusalOf([&](ModelProto* p) { cut(p->mutable_denormalizer_spec()); }),
              HasSubstr("denormalizer_spec.precompiled_charsmap: is cut off at 3 bytes"));
}

TEST(ModelFileTest, RefusesMoreNestedSymbolsThanTheLibraryKeeps) {
  const auto nest = [](int count) {
    return Edited([count](ModelProto* proto) {
      for (int length = 1; length <= count; ++length) {
        Piece* piece = proto->add_pieces();
        piece->set_piece(std::string(length, '\x01'));
        piece->set_type(Piece::USER_DEFINED);
      }
    });
  };
  EXPECT_TRUE(ParseSentencePieceModel(nest(64), "m.model").ok());
  EXPECT_THAT(Refusal(nest(65)), HasSubstr("65 user-defined symbols begin with one another; at most 64 may"));
}

TEST(ModelFileTest, ReadsAndNamesFiles) {
  const TestFolder folder;
  const std::string path = folder.Write("pieces.model", Serialized());
  EXPECT_TRUE(ReadSentencePieceModel(path).ok());
  const absl::Status missing = ReadSentencePieceModel(folder.path() + "/none.model").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("none.model"));
  const std::string foreign = folder.Write("foreign.model", "hello");
  EXPECT_THAT(std::string(ReadSentencePieceModel(foreign).status().message()), HasSubstr(foreign));
}

}  // namespace
}  // namespace moebench::language
