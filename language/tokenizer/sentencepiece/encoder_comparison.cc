#include "language/tokenizer/sentencepiece/encoder_comparison.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/model_file.h"
#include "language/tokenizer/sentencepiece/open_sentencepiece.h"

namespace moebench::language {

absl::StatusOr<EncoderComparison> EncoderComparison::Open(const std::string& serialized, const std::string& name) {
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<const Tokenizer> tokenizer, OpenSerializedSentencePiece(serialized, name));
  MOE_ASSIGN_OR_RETURN(const SentencePieceModel model, ParseSentencePieceModel(serialized, name));
  std::vector<std::string> pieces;
  for (const ModelPiece& piece : model.pieces) pieces.push_back(piece.text);
  std::string error;
  std::unique_ptr<SentencePieceLibrary> library = SentencePieceLibrary::Load(serialized, &error);
  if (library == nullptr) return absl::InternalError(absl::StrCat(name, ": ", error));
  return EncoderComparison(name, std::move(pieces), std::move(library), std::move(tokenizer));
}

EncoderComparison::EncoderComparison(std::string name, std::vector<std::string> pieces,
                                     std::unique_ptr<SentencePieceLibrary> library,
                                     std::shared_ptr<const Tokenizer> tokenizer)
    : name_(std::move(name)),
      pieces_(std::move(pieces)),
      library_(std::move(library)),
      tokenizer_(std::move(tokenizer)),
      encoder_(tokenizer_->NewEncoder()) {}

bool EncoderComparison::Differ(const std::string& text, std::string* how) {
  std::string error, decoded;
  const bool expected_ok = library_->Encode(text, &expected_, &error);
  ids_.assign(1, -7);  // what the caller has is left alone
  const absl::Status status = encoder_->Encode(text, &ids_);
  if (status.ok() != expected_ok) {
    *how = absl::StrCat("the library says \"", expected_ok ? "ok" : error, "\", ours \"", status.ToString(), "\"");
    return true;
  }
  const bool equal =
      ids_.front() == -7 &&
      (expected_ok ? std::equal(ids_.begin() + 1, ids_.end(), expected_.begin(), expected_.end()) : ids_.size() == 1);
  if (!equal) {
    *how = absl::StrCat("the library has ", absl::StrJoin(expected_, " "), ", ours ",
                        absl::StrJoin(ids_.begin() + 1, ids_.end(), " "));
    return true;
  }
  ids_compared_ += static_cast<int64_t>(expected_.size());
  errors_ += expected_ok ? 0 : 1;
  const absl::StatusOr<std::string> ours = tokenizer_->Decode(absl::MakeConstSpan(ids_).subspan(1));
  if (ours.ok() && library_->Decode(expected_, &decoded, &error) && *ours == decoded) return false;
  *how = "decoded texts differ";
  return true;
}

// Takes out stretches, halving them, as long as the rest still differs.
std::string EncoderComparison::CutDown(std::string text) {
  std::string how;
  for (size_t length = text.size(); length > 0; length /= 2) {
    for (size_t place = 0; place + length <= text.size();) {
      std::string shorter = text;
      shorter.erase(place, length);
      if (Differ(shorter, &how)) {
        text = std::move(shorter);
      } else {
        place += length;
      }
    }
  }
  return text;
}

absl::Status EncoderComparison::Compare(const std::string& text) {
  std::string how;
  if (!Differ(text, &how)) return absl::OkStatus();
  const std::string shortest = CutDown(text);
  std::string how_shortest = how;
  Differ(shortest, &how_shortest);
  return absl::DataLossError(absl::StrCat(name_, ": on \"", absl::CHexEscape(shortest), "\" ", how_shortest,
                                          "; found with \"", absl::CHexEscape(text), "\""));
}

}  // namespace moebench::language
