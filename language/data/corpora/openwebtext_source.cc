#include "language/data/corpora/openwebtext_source.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/data/corpora/byte_stream.h"
#include "language/data/corpora/filter_stream.h"
#include "language/data/corpora/open_byte_stream.h"
#include "language/data/corpora/piece_cutter.h"
#include "language/data/corpora/tar_reader.h"

namespace moebench::language {
namespace {

class OpenWebTextSource : public DocumentSource {
 public:
  OpenWebTextSource(std::unique_ptr<ByteStream> archive, int64_t total)
      : path_(archive->name()), total_(total), outer_(std::move(archive)) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    while (!cutter_.NextPiece(piece)) {
      MOE_ASSIGN_OR_RETURN(const bool more, document_ == nullptr ? NextDocument() : NextBlock());
      if (!more) return false;
    }
    return true;
  }

  int64_t BytesRead() const override { return outer_.FileBytesRead(); }
  int64_t BytesTotal() const override { return total_; }

 private:
  // Goes to the next .txt, within the inner archive or else the outer one.
  absl::StatusOr<bool> NextDocument() {
    TarReader* const archive = inner_ == nullptr ? &outer_ : inner_.get();
    MOE_ASSIGN_OR_RETURN(const bool more, archive->NextFile());
    if (!more && archive == &outer_) return End();
    if (!more) {
      inner_.reset();  // read to its end, and so has been the entry that holds it
    } else if (absl::EndsWith(archive->entry(), ".txt")) {
      document_ = archive;
      any_document_ = true;
    } else if (archive == &outer_ && absl::EndsWith(archive->entry(), ".xz")) {
      inner_ = std::make_unique<TarReader>(NewXzStream(NewTarEntryStream(&outer_)));
    }
    return true;
  }

  absl::StatusOr<bool> NextBlock() {
    MOE_ASSIGN_OR_RETURN(const absl::string_view block, document_->NextBlock());
    cutter_.Append(block);
    if (block.empty()) {
      cutter_.EndDocument();
      document_ = nullptr;
    }
    return true;
  }

  absl::StatusOr<bool> End() const {
    if (any_document_) return false;
    return absl::DataLossError(
        absl::StrCat(path_, " holds no document: expected a tar of .txt files, or of .xz files that are such tars"));
  }

  std::string path_;
  int64_t total_;
  TarReader outer_;
  std::unique_ptr<TarReader> inner_;  // reads the present entry of outer_
  TarReader* document_ = nullptr;     // whose present entry is the document being read
  bool any_document_ = false;
  PieceCutter cutter_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> NewOpenWebTextSource(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const int64_t bytes, FileBytes(path));
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return std::make_unique<OpenWebTextSource>(std::move(stream), bytes);
}

}  // namespace moebench::language
