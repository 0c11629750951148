#include "language/tokenizer/sentencepiece/open_sentencepiece.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/bpe_encoder.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/model_file.h"

namespace moebench::language {
namespace {

// The library counts bytes in ints, and takes several for each of the text's.
constexpr size_t kMostLibraryBytes = size_t{256} << 20;

class LibraryEncoder : public Encoder {
 public:
  explicit LibraryEncoder(std::shared_ptr<const SentencePieceLibrary> library) : library_(std::move(library)) {}

  absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override {
    if (text.size() > kMostLibraryBytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("a text of ", text.size(), " bytes; SentencePiece is given at most ", kMostLibraryBytes));
    }
    std::string error;
    if (!library_->Encode(std::string(text), &encoded_, &error)) return absl::InternalError(error);
    ids->insert(ids->end(), encoded_.begin(), encoded_.end());
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<const SentencePieceLibrary> library_;
  std::vector<int> encoded_;
};

class SentencePieceTokenizer : public Tokenizer {
 public:
  SentencePieceTokenizer(SentencePieceModel model, std::shared_ptr<const SentencePieceLibrary> library,
                         std::string checksum)
      : kind_(absl::StrCat("sentencepiece-", SentencePieceKindName(model.kind))),
        checksum_(std::move(checksum)),
        library_(std::move(library)) {
    if (model.kind == SentencePieceKind::kBpe) bpe_ = std::make_shared<const BpeModel>(std::move(model));
  }

  std::string Kind() const override { return kind_; }
  int VocabularySize() const override { return library_->VocabularySize(); }
  int EndOfDocument() const override { return library_->EndOfSentence(); }
  std::string Checksum() const override { return checksum_; }

  std::unique_ptr<Encoder> NewEncoder() const override {
    if (bpe_ != nullptr) return std::make_unique<BpeEncoder>(bpe_);
    return std::make_unique<LibraryEncoder>(library_);
  }

  absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const override {
    for (size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] >= 0 && ids[i] < VocabularySize()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("id ", ids[i], " at position ", i, " is not in [0, ", VocabularySize(), ")"));
    }
    std::string text, error;
    if (!library_->Decode({ids.begin(), ids.end()}, &text, &error)) return absl::InternalError(error);
    return text;
  }

 private:
  const std::string kind_;
  const std::string checksum_;
  const std::shared_ptr<const SentencePieceLibrary> library_;
  std::shared_ptr<const BpeModel> bpe_;  // null for other kinds
};

}  // namespace

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenSerializedSentencePiece(const std::string& serialized,
                                                                             const std::string& name) {
  MOE_ASSIGN_OR_RETURN(SentencePieceModel model, ParseSentencePieceModel(serialized, name));
  std::string error;
  std::shared_ptr<const SentencePieceLibrary> library = SentencePieceLibrary::Load(serialized, &error);
  if (library == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": SentencePiece refuses the model: ", error));
  }
  return std::make_shared<const SentencePieceTokenizer>(std::move(model), std::move(library), Sha256Hex(serialized));
}

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenSentencePiece(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string serialized, ReadModelFile(path));
  return OpenSerializedSentencePiece(serialized, path);
}

}  // namespace moebench::language
