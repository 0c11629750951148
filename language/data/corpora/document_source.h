// A corpus as a stream of documents, in the order of its files, whatever its format: constant memory, for inputs larger
// than the machine's.
//
// A document longer than kPieceBytes comes in pieces. It is cut behind a line feed that stands between two characters
// which are no white space, where every byte-level tokenizer splits anyway, so that the ids of the pieces are the ids
// of the whole; only where 2 * kPieceBytes hold no such place is it cut elsewhere, between two characters.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(std::unique_ptr<DocumentSource> source, OpenCorpus(options));
//   Piece piece;
//   while (true) {
//     MOE_ASSIGN_OR_RETURN(const bool more, source->Next(&piece));
//     if (!more) break;
//     ...
//   }
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_DOCUMENT_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_DOCUMENT_SOURCE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace moebench::language {

constexpr int64_t kPieceBytes = int64_t{1} << 20;

struct Piece {
  std::string text;
  bool first = true;  // opens its document
  bool last = true;   // closes it
};

class DocumentSource {
 public:
  virtual ~DocumentSource() = default;

  // Reads the next piece into `piece`; false at the end. An error names the file and where in it, e.g.
  // "corpus.jsonl:17: no field \"text\"". After an error or the end, Next must not be called again.
  virtual absl::StatusOr<bool> Next(Piece* piece) = 0;

  // Bytes of the input's files read so far and in all (as they lie on disk, compressed), for progress.
  virtual int64_t BytesRead() const = 0;
  virtual int64_t BytesTotal() const = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_DOCUMENT_SOURCE_H_
