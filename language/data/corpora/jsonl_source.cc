#include "language/data/corpora/jsonl_source.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/data/corpora/byte_stream.h"
#include "language/data/corpora/json_text_field.h"
#include "language/data/corpora/line_reader.h"
#include "language/data/corpora/open_byte_stream.h"
#include "language/data/corpora/piece_cutter.h"

namespace moebench::language {
namespace {

class JsonlSource : public DocumentSource {
 public:
  JsonlSource(std::unique_ptr<ByteStream> stream, int64_t total, JsonTextField field, int64_t max_line_bytes)
      : lines_(std::move(stream), max_line_bytes), total_(total), field_(std::move(field)) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    if (cutter_.NextPiece(piece)) return true;
    absl::string_view line;
    do {
      MOE_ASSIGN_OR_RETURN(const bool more, lines_.Next(&line));
      if (!more) return false;
    } while (line.find_first_not_of(" \t\r") == absl::string_view::npos);
    const absl::Status status = field_.Extract(line, &piece->text);
    if (!status.ok()) return LineError(status);
    piece->first = piece->last = true;
    if (static_cast<int64_t>(piece->text.size()) <= kPieceBytes) return true;
    cutter_.Append(piece->text);
    cutter_.EndDocument();
    // What was needed to hold a long line whole is given back, not kept for the short ones after it.
    std::string().swap(piece->text);
    return cutter_.NextPiece(piece);
  }

  int64_t BytesRead() const override { return lines_.stream().FileBytesRead(); }
  int64_t BytesTotal() const override { return total_; }

 private:
  absl::Status LineError(const absl::Status& status) const {
    const absl::string_view cut = lines_.complete() ? "" : " (the last line, without a line feed: the file may be cut)";
    return absl::Status(status.code(), absl::StrCat(lines_.Position(), ": ", status.message(), cut));
  }

  LineReader lines_;
  int64_t total_;
  JsonTextField field_;
  PieceCutter cutter_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> NewJsonlSource(const std::string& path, const std::string& text_field,
                                                               int64_t max_line_bytes) {
  MOE_ASSIGN_OR_RETURN(JsonTextField field, JsonTextField::ForPath(text_field));
  MOE_ASSIGN_OR_RETURN(const int64_t bytes, FileBytes(path));
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return std::make_unique<JsonlSource>(WithoutByteOrderMark(std::move(stream)), bytes, std::move(field),
                                       max_line_bytes);
}

}  // namespace moebench::language
