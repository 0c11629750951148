#include "language/tokenizer/sentencepiece/model_file.h"

#include <cmath>
#include <initializer_list>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "language/tokenizer/sentencepiece/utf8.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using sentencepiece::ModelProto;
using sentencepiece::NormalizerSpec;
using sentencepiece::TrainerSpec;
using Piece = ModelProto::SentencePiece;

constexpr int kMostNestedSymbols = 64;

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

std::string PieceName(const ModelProto& proto, int id) {
  const std::string& text = proto.pieces(id).piece();
  const std::string shown = IsValidUtf8(text) ? absl::Utf8SafeCEscape(text) : absl::CHexEscape(text);
  return absl::StrCat("piece ", id, " (\"", shown, "\")");
}

// A parser keeps what it cannot read of a message aside: fields of later versions, which are let pass, and fields it
// knows with a type or a value that they do not have, which would silently count as absent.
template <typename Message>
absl::Status CheckFieldTypes(const Message& message, absl::string_view where, std::initializer_list<int> known) {
  const std::string& aside = message.unknown_fields();
  CodedInputStream stream(reinterpret_cast<const uint8_t*>(aside.data()), static_cast<int>(aside.size()));
  while (const uint32_t tag = stream.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (absl::c_linear_search(known, field)) {
      return Wrong("field ", field, " of ", where, " has a type or a value that it cannot have");
    }
    if (!WireFormatLite::SkipField(&stream, tag)) return Wrong(where, " cannot be read to its end");
  }
  return absl::OkStatus();
}

absl::Status CheckParts(const ModelProto& proto) {
  MOE_RETURN_IF_ERROR(CheckFieldTypes(proto, "the model", {1, 2, 3, 4, 5}));
  if (proto.pieces_size() == 0) return Wrong("not a SentencePiece model: it holds no pieces");
  if (!proto.has_trainer_spec())
    return Wrong("no trainer_spec follows the ", proto.pieces_size(), " pieces: the file is cut short");
  if (!proto.has_normalizer_spec()) return Wrong("no normalizer_spec: the file is cut short");
  // Those that decide ids and texts: model_type, treat_whitespace_as_suffix, byte_fallback, unk_surface and the names.
  MOE_RETURN_IF_ERROR(CheckFieldTypes(proto.trainer_spec(), "trainer_spec", {3, 24, 35, 44, 45, 46, 47, 48}));
  MOE_RETURN_IF_ERROR(CheckFieldTypes(proto.normalizer_spec(), "normalizer_spec", {1, 2, 3, 4, 5, 6}));
  return CheckFieldTypes(proto.denormalizer_spec(), "denormalizer_spec", {1, 2, 3, 4, 5, 6});
}

absl::Status CheckPieceTexts(const ModelProto& proto) {
  absl::flat_hash_map<absl::string_view, int> ids;
  for (int id = 0; id < proto.pieces_size(); ++id) {
    const Piece& piece = proto.pieces(id);
    MOE_RETURN_IF_ERROR(CheckFieldTypes(piece, absl::StrCat("piece ", id), {1, 2, 3}));
    if (piece.piece().empty()) return Wrong("piece ", id, " is empty");
    if (!IsValidUtf8(piece.piece())) return Wrong(PieceName(proto, id), " is no UTF-8");
    if (piece.piece().find('\0') != std::string::npos) return Wrong(PieceName(proto, id), " holds a zero byte");
    if (!std::isfinite(piece.score())) return Wrong(PieceName(proto, id), " has a score that is no finite number");
    const auto [first, inserted] = ids.emplace(piece.piece(), id);
    if (!inserted) return Wrong(PieceName(proto, id), " repeats piece ", first->second);
  }
  return absl::OkStatus();
}

absl::Status FindUnknown(const ModelProto& proto, int32_t* unknown) {
  *unknown = -1;
  for (int id = 0; id < proto.pieces_size(); ++id) {
    if (proto.pieces(id).type() != Piece::UNKNOWN) continue;
    if (*unknown >= 0)
      return Wrong("both ", PieceName(proto, *unknown), " and ", PieceName(proto, id), " are of type UNKNOWN");
    *unknown = id;
  }
  return *unknown >= 0 ? absl::OkStatus() : Wrong("no piece is of type UNKNOWN");
}

absl::Status FindBytes(const ModelProto& proto, std::array<int32_t, 256>* byte_ids) {
  const bool wanted = proto.trainer_spec().byte_fallback();
  byte_ids->fill(-1);
  absl::flat_hash_map<std::string, int> bytes;
  for (int byte = 0; byte < 256; ++byte) bytes[absl::StrFormat("<0x%02X>", byte)] = byte;
  for (int id = 0; id < proto.pieces_size(); ++id) {
    if (proto.pieces(id).type() != Piece::BYTE) continue;
    if (!wanted) return Wrong(PieceName(proto, id), " is of type BYTE, and byte_fallback is off");
    const auto byte = bytes.find(proto.pieces(id).piece());
    if (byte == bytes.end())
      return Wrong(PieceName(proto, id), " is of type BYTE, and its text is not <0x00> to <0xFF>");
    (*byte_ids)[byte->second] = id;
  }
  if (!wanted) return absl::OkStatus();
  const auto missing = absl::c_find(*byte_ids, -1);
  if (missing == byte_ids->end()) return absl::OkStatus();
  return Wrong(
      absl::StrFormat("byte_fallback is on, and no piece <0x%02X> is of type BYTE", missing - byte_ids->begin()));
}

absl::Status CheckSpecialIds(const ModelProto& proto) {
  const TrainerSpec& spec = proto.trainer_spec();
  const auto check = [&proto](absl::string_view name, bool given, int id) {
    if (!given || id < proto.pieces_size()) return absl::OkStatus();
    return Wrong(name, " is ", id, ", and there are ", proto.pieces_size(), " pieces");
  };
  MOE_RETURN_IF_ERROR(check("unk_id", spec.has_unk_id(), spec.unk_id()));
  MOE_RETURN_IF_ERROR(check("bos_id", spec.has_bos_id(), spec.bos_id()));
  MOE_RETURN_IF_ERROR(check("eos_id", spec.has_eos_id(), spec.eos_id()));
  return check("pad_id", spec.has_pad_id(), spec.pad_id());
}

absl::StatusOr<Charsmap> ParseCharsmap(const NormalizerSpec& spec, absl::string_view where) {
  absl::StatusOr<Charsmap> charsmap = Charsmap::Parse(spec.precompiled_charsmap());
  if (!charsmap.ok()) return Wrong(where, ".precompiled_charsmap: ", charsmap.status().message());
  return charsmap;
}

absl::Status ReadNormalizer(const ModelProto& proto, NormalizerRules* rules) {
  const NormalizerSpec& spec = proto.normalizer_spec();
  MOE_ASSIGN_OR_RETURN(rules->charsmap, ParseCharsmap(spec, "normalizer_spec"));
  // Only the library, in decoding, uses the other one.
  MOE_RETURN_IF_ERROR(ParseCharsmap(proto.denormalizer_spec(), "denormalizer_spec").status());
  rules->add_dummy_prefix = spec.add_dummy_prefix();
  rules->remove_extra_whitespaces = spec.remove_extra_whitespaces();
  rules->escape_whitespaces = spec.escape_whitespaces();
  rules->treat_whitespace_as_suffix = proto.trainer_spec().treat_whitespace_as_suffix();
  std::vector<std::string> symbols;
  for (const Piece& piece : proto.pieces()) {
    if (piece.type() == Piece::USER_DEFINED) symbols.push_back(piece.piece());
  }
  rules->user_defined_symbols = PrefixMatcher(std::move(symbols));
  const int nesting = rules->user_defined_symbols.Nesting();
  if (nesting <= kMostNestedSymbols) return absl::OkStatus();
  return Wrong(nesting, " user-defined symbols begin with one another; at most ", kMostNestedSymbols, " may");
}

PieceType TypeOf(Piece::Type type) {
  switch (type) {
    case Piece::UNKNOWN:
      return PieceType::kUnknown;
    case Piece::CONTROL:
      return PieceType::kControl;
    case Piece::USER_DEFINED:
      return PieceType::kUserDefined;
    case Piece::UNUSED:
      return PieceType::kUnused;
    case Piece::BYTE:
      return PieceType::kByte;
    case Piece::NORMAL:
      break;
  }
  return PieceType::kNormal;
}

SentencePieceKind KindOf(TrainerSpec::ModelType type) {
  switch (type) {
    case TrainerSpec::BPE:
      return SentencePieceKind::kBpe;
    case TrainerSpec::WORD:
      return SentencePieceKind::kWord;
    case TrainerSpec::CHAR:
      return SentencePieceKind::kChar;
    case TrainerSpec::UNIGRAM:
      break;
  }
  return SentencePieceKind::kUnigram;
}

absl::StatusOr<SentencePieceModel> ReadModel(const ModelProto& proto) {
  SentencePieceModel model;
  MOE_RETURN_IF_ERROR(CheckParts(proto));
  MOE_RETURN_IF_ERROR(CheckPieceTexts(proto));
  MOE_RETURN_IF_ERROR(FindUnknown(proto, &model.unknown));
  MOE_RETURN_IF_ERROR(FindBytes(proto, &model.byte_ids));
  MOE_RETURN_IF_ERROR(CheckSpecialIds(proto));
  MOE_RETURN_IF_ERROR(ReadNormalizer(proto, &model.normalizer));
  model.kind = KindOf(proto.trainer_spec().model_type());
  model.byte_fallback = proto.trainer_spec().byte_fallback();
  model.pieces.reserve(proto.pieces_size());
  for (const Piece& piece : proto.pieces()) {
    model.pieces.push_back({piece.piece(), piece.score(), TypeOf(piece.type())});
  }
  return model;
}

}  // namespace

const char* SentencePieceKindName(SentencePieceKind kind) {
  switch (kind) {
    case SentencePieceKind::kBpe:
      return "bpe";
    case SentencePieceKind::kWord:
      return "word";
    case SentencePieceKind::kChar:
      return "char";
    case SentencePieceKind::kUnigram:
      break;
  }
  return "unigram";
}

absl::StatusOr<SentencePieceModel> ParseSentencePieceModel(const std::string& serialized, const std::string& name) {
  if (serialized.empty()) return Wrong(name, ": the file is empty; a SentencePiece model was expected");
  ModelProto proto;
  if (!proto.ParseFromString(serialized)) {
    return Wrong(name, ": not a SentencePiece model, or one that is cut short: its ", serialized.size(),
                 " bytes are no message of the kind");
  }
  absl::StatusOr<SentencePieceModel> model = ReadModel(proto);
  if (!model.ok()) return Wrong(name, ": ", model.status().message());
  return model;
}

absl::StatusOr<std::string> ReadModelFile(const std::string& path) { return ReadFile(path, kMostModelFileBytes); }

absl::StatusOr<SentencePieceModel> ReadSentencePieceModel(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadModelFile(path));
  return ParseSentencePieceModel(bytes, path);
}

}  // namespace moebench::language
