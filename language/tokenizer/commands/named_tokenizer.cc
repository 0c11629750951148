#include "language/tokenizer/commands/named_tokenizer.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/data_location.h"
#include "base/status_macros.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/open_tokenizer.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/model_file.h"

namespace moebench::language {
namespace {

using SharedTokenizer = std::shared_ptr<const Tokenizer>;

class LibraryEncoder : public Encoder {
 public:
  explicit LibraryEncoder(std::shared_ptr<const SentencePieceLibrary> library) : library_(std::move(library)) {}

  absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override {
    std::string error;
    if (!library_->Encode(std::string(text), &line_ids_, &error)) {
      return absl::InternalError(absl::StrCat("SentencePiece: ", error));
    }
    ids->insert(ids->end(), line_ids_.begin(), line_ids_.end());
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<const SentencePieceLibrary> library_;
  std::vector<int> line_ids_;
};

// A model of ours with the library's encoder.
class LibraryTokenizer : public Tokenizer {
 public:
  LibraryTokenizer(SharedTokenizer ours, std::shared_ptr<const SentencePieceLibrary> library)
      : ours_(std::move(ours)), library_(std::move(library)) {}

  std::string Kind() const override { return ours_->Kind(); }
  int VocabularySize() const override { return ours_->VocabularySize(); }
  int EndOfDocument() const override { return ours_->EndOfDocument(); }
  std::string Checksum() const override { return ours_->Checksum(); }
  std::unique_ptr<Encoder> NewEncoder() const override { return std::make_unique<LibraryEncoder>(library_); }
  absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const override { return ours_->Decode(ids); }

 private:
  const SharedTokenizer ours_;
  const std::shared_ptr<const SentencePieceLibrary> library_;
};

absl::StatusOr<SharedTokenizer> WithLibraryEncoder(SharedTokenizer ours, const std::string& path) {
  if (!absl::StartsWith(ours->Kind(), "sentencepiece")) {
    return absl::InvalidArgumentError(
        absl::StrCat("--reference=library is for SentencePiece models; ", path, " is ", ours->Kind()));
  }
  MOE_ASSIGN_OR_RETURN(const std::string serialized, ReadModelFile(path));
  std::string error;
  std::shared_ptr<const SentencePieceLibrary> library = SentencePieceLibrary::Load(serialized, &error);
  if (library == nullptr) return absl::FailedPreconditionError(absl::StrCat(path, ": ", error));
  return SharedTokenizer(std::make_shared<LibraryTokenizer>(std::move(ours), std::move(library)));
}

}  // namespace

absl::StatusOr<SharedTokenizer> OpenNamedTokenizer(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("tokenizer", flags.tokenizer,
                                  "gpt2, a SentencePiece .model file, or a folder with vocab.bpe and encoder.json"));
  if (flags.Has("reference")) MOE_RETURN_IF_ERROR(CheckChoice("reference", flags.reference, {"library"}));
  std::vector<std::string> data_folders;
  if (flags.tokenizer == kGpt2) {
    MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(flags.data_dir));
    data_folders = location.data_folders;
  }
  const std::string name = flags.tokenizer == kGpt2 ? flags.tokenizer : CallerPath(flags.tokenizer);
  absl::StatusOr<SharedTokenizer> tokenizer = OpenTokenizer(name, data_folders);
  if (!tokenizer.ok()) return AboutInput(tokenizer.status());
  return flags.Has("reference") ? WithLibraryEncoder(*std::move(tokenizer), name) : tokenizer;
}

}  // namespace moebench::language
