// Cuts documents into pieces as document_source.h promises. Where the cuts lie depends on the document alone, not on
// the blocks in which it arrives.
//
// The first n = kPieceBytes of what is left are the whole rest, or else end
//   1. behind the last line feed in them that stands between two characters which are no white space;
//   2. else behind the first such line feed in the first 2n;
//   3. else, where more than 2n are left, before the last white space in them that follows a character which is none:
//      byte-level tokenizers split there too, and CRLF text or WikiText (" \n ") has no line feed for 1 and 2;
//   4. else between the last two characters within 2n.
// Control characters, zero-width marks and bytes that are not UTF-8 count as white space in 1 and 2, as tokenizers
// differ over them.
//
// Example:
//   PieceCutter cutter;
//   cutter.Append(block);
//   cutter.EndDocument();
//   while (cutter.NextPiece(&piece)) Use(piece);
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_PIECE_CUTTER_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_PIECE_CUTTER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

class PieceCutter {
 public:
  // `piece_bytes` is kPieceBytes but in tests; at least 4.
  explicit PieceCutter(int64_t piece_bytes = kPieceBytes) : piece_bytes_(piece_bytes) {}

  // More of the document. Only before EndDocument, or after NextPiece gave its last piece.
  void Append(absl::string_view bytes);
  void EndDocument() { ended_ = true; }

  // The next piece, as far as it can be told yet; false where more bytes, or a further document, are needed.
  bool NextPiece(Piece* piece);

 private:
  size_t piece_bytes_;
  std::string buffer_;
  size_t begin_ = 0;  // of what is left in buffer_
  bool first_ = true;
  bool ended_ = false;
};

// Length of the first piece of `rest`, by the rule above; `rest` reaches to the document's end or beyond
// 2 * piece_bytes + 3 bytes.
size_t FirstPieceBytes(absl::string_view rest, size_t piece_bytes);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_PIECE_CUTTER_H_
