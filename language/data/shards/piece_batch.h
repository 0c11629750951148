// Pieces of documents on their way from a source to shards: read in batches, encoded, written. PieceReader fills a
// batch, skipping what an earlier run has done; PieceEncoder turns its texts into ids. Buffers of a batch are used
// again.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_PIECE_BATCH_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_PIECE_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/document_source.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

struct BatchPiece {
  bool first = true;                    // opens its document
  bool last = true;                     // closes it
  size_t text_begin = 0, text_end = 0;  // in the batch's text
  uint32_t input_crc32c = 0;            // of the input up to here, where it closes its document

  // Written by the encoder.
  size_t token_bytes_begin = 0, token_bytes_end = 0;  // in the batch's token bytes
  int64_t tokens = 0;
  std::string text_sha256;  // in hex
  bool blank = false;       // no byte but white space
};

// One buffer for all texts and one for all tokens: a batch keeps the memory of the largest it was, not of the largest
// piece at every place.
struct PieceBatch {
  std::string text;
  std::string token_bytes;         // as they lie in a shard
  std::vector<BatchPiece> pieces;  // the first `size` are filled
  size_t size = 0;
  int64_t input_bytes_read = 0;
  bool skipping = false;  // without pieces: a sign of life while documents are skipped

  absl::string_view TextOf(const BatchPiece& piece) const {
    return absl::string_view(text).substr(piece.text_begin, piece.text_end - piece.text_begin);
  }
  absl::string_view TokenBytesOf(const BatchPiece& piece) const {
    return absl::string_view(token_bytes)
        .substr(piece.token_bytes_begin, piece.token_bytes_end - piece.token_bytes_begin);
  }
};

class PieceReader {
 public:
  // Passes over the first skip_documents, whose checksum must be skip_crc32c. `input_name` is for messages.
  PieceReader(DocumentSource& source, std::string input_name, int64_t batch_bytes, int64_t skip_documents,
              uint32_t skip_crc32c);

  // False at the end. A batch holds at least batch_bytes of text, or the input's last. FailedPrecondition where the
  // skipped documents are not those of the earlier run; Internal where the source's pieces do not make documents.
  absl::StatusOr<bool> Next(PieceBatch* batch);

 private:
  // Into piece_.
  absl::StatusOr<bool> NextPiece();
  absl::StatusOr<bool> Skip(PieceBatch* batch);
  absl::Status OtherInput(int64_t documents) const;

  DocumentSource& source_;
  std::string input_name_;
  int64_t batch_bytes_;
  int64_t documents_to_skip_;
  int64_t skip_documents_;
  uint32_t skip_crc32c_;
  uint32_t crc32c_ = 0;  // of texts and lengths
  int64_t document_bytes_ = 0;
  bool inside_document_ = false;
  Piece piece_;
};

class PieceEncoder {
 public:
  // Checksums of texts are made only where wanted.
  PieceEncoder(const Tokenizer& tokenizer, bool with_sha256);

  // Internal if the tokenizer gives an id outside its vocabulary.
  absl::Status Encode(PieceBatch* batch);

 private:
  absl::Status Encode(PieceBatch* batch, BatchPiece* piece);

  int64_t vocabulary_size_;
  std::unique_ptr<Encoder> encoder_;
  bool with_sha256_;
  std::vector<int32_t> ids_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_PIECE_BATCH_H_
