// A corpus that lies in memory, for tests and benchmarks. Should not be used in other code.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEST_DOCUMENTS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEST_DOCUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

// Gives `texts` one after another, each a document of one piece, then `end` if it is an error.
class TestDocuments : public DocumentSource {
 public:
  explicit TestDocuments(std::vector<std::string> texts, absl::Status end = absl::OkStatus())
      : texts_(std::move(texts)), end_(std::move(end)) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    if (next_ == texts_.size()) {
      if (!end_.ok()) return end_;
      return false;
    }
    piece->text = texts_[next_++];
    piece->first = piece->last = true;
    return true;
  }

  int64_t BytesRead() const override { return static_cast<int64_t>(next_); }
  int64_t BytesTotal() const override { return static_cast<int64_t>(texts_.size()); }

  void Rewind() { next_ = 0; }

 private:
  std::vector<std::string> texts_;
  absl::Status end_;
  size_t next_ = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEST_DOCUMENTS_H_
