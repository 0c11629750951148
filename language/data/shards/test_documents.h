// Documents and a tokenizer for tests: a list in memory as a DocumentSource, and a tokenizer that makes each byte an
// id.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_DOCUMENTS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_DOCUMENTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/sha256.h"
#include "language/data/corpora/document_source.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

// Byte b has the id b + `shift`; the id before the vocabulary's last ends documents, where it has an end.
class ByteTokenizer : public Tokenizer {
 public:
  explicit ByteTokenizer(int vocabulary_size = 257, int shift = 0, bool has_end = true)
      : vocabulary_size_(vocabulary_size), shift_(shift), has_end_(has_end) {}

  std::string Kind() const override { return "bytes"; }
  int VocabularySize() const override { return vocabulary_size_; }
  int EndOfDocument() const override { return has_end_ ? vocabulary_size_ - 1 : -1; }
  std::string Checksum() const override { return Sha256Hex(absl::StrCat(vocabulary_size_, "+", shift_)); }
  std::unique_ptr<Encoder> NewEncoder() const override { return std::make_unique<ByteEncoder>(shift_); }
  absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const override {
    std::string text;
    for (const int32_t id : ids) text += static_cast<char>(id - shift_);
    return text;
  }

 private:
  class ByteEncoder : public Encoder {
   public:
    explicit ByteEncoder(int shift) : shift_(shift) {}
    absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override {
      for (const unsigned char byte : text) ids->push_back(byte + shift_);
      return absl::OkStatus();
    }

   private:
    int shift_;
  };

  int vocabulary_size_;
  int shift_;
  bool has_end_;
};

// Documents longer than `piece_bytes` come in pieces of that size.
class ListSource : public DocumentSource {
 public:
  explicit ListSource(std::vector<std::string> documents, size_t piece_bytes = 1 << 20)
      : documents_(std::move(documents)), piece_bytes_(piece_bytes) {
    for (const std::string& document : documents_) total_ += static_cast<int64_t>(document.size());
  }

  // After that many documents Next fails.
  void FailAfter(size_t documents) { fail_after_ = documents; }

  absl::StatusOr<bool> Next(Piece* piece) override {
    if (index_ == fail_after_) return absl::DataLossError(absl::StrCat("list:", index_, ": cannot read on"));
    if (index_ == documents_.size()) return false;
    const std::string& document = documents_[index_];
    piece->text = document.substr(at_, piece_bytes_);
    piece->first = at_ == 0;
    at_ += piece->text.size();
    piece->last = at_ == document.size();
    read_ += static_cast<int64_t>(piece->text.size());
    if (piece->last) ++index_, at_ = 0;
    return true;
  }
  int64_t BytesRead() const override { return read_; }
  int64_t BytesTotal() const override { return total_; }

 private:
  std::vector<std::string> documents_;
  size_t piece_bytes_;
  size_t fail_after_ = SIZE_MAX;
  size_t index_ = 0, at_ = 0;
  int64_t read_ = 0, total_ = 0;
};

// Of lengths 0 to `longest`, some of them empty, blank or equal to an earlier one.
inline std::vector<std::string> RandomDocuments(int count, uint32_t longest, uint64_t seed) {
  CounterRandom random(seed, 0);
  std::vector<std::string> documents;
  for (int i = 0; i < count; ++i) {
    const uint32_t kind = random.Below(10);
    std::string text;
    if (kind == 0 && i > 0) text = documents[random.Below(static_cast<uint32_t>(i))];
    if (kind == 1) text = std::string(random.Below(4), ' ');
    for (uint32_t n = kind >= 2 ? random.Below(longest + 1) : 0; n > 0; --n) {
      text += static_cast<char>('a' + random.Below(26));
    }
    documents.push_back(std::move(text));
  }
  return documents;
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_DOCUMENTS_H_
