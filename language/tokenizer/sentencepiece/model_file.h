// A SentencePiece .model file, read and judged: a serialised sentencepiece.ModelProto (sentencepiece_model.proto of
// SentencePiece 0.2.1). Nothing in it is used before it was checked here, by the library least of all.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(const SentencePieceModel model, ReadSentencePieceModel("pieces.model"));
//   model.pieces[model.unknown].text;  // "<unk>"
//
// Refused as InvalidArgument, naming the file and what is wrong: bytes that are no such message or end within it; a
// message without pieces, trainer_spec or normalizer_spec, as a file cut short has; fields of a wrong type; a piece
// that is empty, no UTF-8, holds a zero byte, has a score that is no finite number, or repeats another; no or a second
// unknown piece; byte pieces that are not the 256, with byte_fallback, or any without; ids of unk, bos, eos and pad
// beyond the pieces; a normaliser whose tables do not hold together (charsmap.h); more than 64 user-defined symbols
// that begin with one another (the library keeps 64 matches).
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_FILE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_FILE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "language/tokenizer/sentencepiece/charsmap.h"
#include "language/tokenizer/sentencepiece/prefix_matcher.h"

namespace moebench::language {

enum class SentencePieceKind { kUnigram, kBpe, kWord, kChar };

// "unigram", "bpe", "word" or "char".
const char* SentencePieceKindName(SentencePieceKind kind);

// What a piece is for. Merging makes normal and unused ones; an unused one is taken apart again at the end.
enum class PieceType { kNormal, kUnknown, kControl, kUserDefined, kUnused, kByte };

struct ModelPiece {
  std::string text;
  float score;  // of a merge: the greatest first
  PieceType type;
};

struct NormalizerRules {
  Charsmap charsmap;
  PrefixMatcher user_defined_symbols;  // left as they are
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
  bool treat_whitespace_as_suffix = false;
};

struct SentencePieceModel {
  SentencePieceKind kind;
  std::vector<ModelPiece> pieces;  // by id
  int32_t unknown;                 // the id of the unknown piece
  bool byte_fallback;
  std::array<int32_t, 256> byte_ids;  // with byte_fallback: the id of each byte's piece
  NormalizerRules normalizer;
};

// The largest file that is read; models of a million pieces have some 20 MB. Parsed, a file may take 30 times its size.
constexpr int64_t kMostModelFileBytes = int64_t{64} << 20;

// `name` stands for the file in errors.
absl::StatusOr<SentencePieceModel> ParseSentencePieceModel(const std::string& serialized, const std::string& name);

// The bytes of the file at `path`. NotFound, or ResourceExhausted beyond kMostModelFileBytes.
absl::StatusOr<std::string> ReadModelFile(const std::string& path);

absl::StatusOr<SentencePieceModel> ReadSentencePieceModel(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_FILE_H_
