#include "language/data/shards/piece_batch.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/crc32c.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {
namespace {

constexpr int64_t kBytesBetweenSigns = int64_t{16} << 20;
constexpr size_t kMostPieces = 4096;  // of a batch: empty documents have no bytes to fill it

// Documents' lengths are part of the checksum: "ab", "c" is another input than "a", "bc".
uint32_t ExtendByLength(uint32_t crc, int64_t length) {
  char bytes[sizeof(length)];
  std::memcpy(bytes, &length, sizeof(length));
  return ExtendCrc32c(crc, {bytes, sizeof(bytes)});
}

template <typename Id>
void AppendPacked(const std::vector<int32_t>& ids, std::string* bytes) {
  const size_t begin = bytes->size();
  bytes->resize(begin + ids.size() * sizeof(Id));
  char* to = &(*bytes)[begin];
  for (const int32_t id : ids) {
    const Id narrow = static_cast<Id>(id);
    std::memcpy(to, &narrow, sizeof(narrow));
    to += sizeof(narrow);
  }
}

}  // namespace

PieceReader::PieceReader(DocumentSource& source, std::string input_name, int64_t batch_bytes, int64_t skip_documents,
                         uint32_t skip_crc32c)
    : source_(source),
      input_name_(std::move(input_name)),
      batch_bytes_(batch_bytes),
      documents_to_skip_(skip_documents),
      skip_documents_(skip_documents),
      skip_crc32c_(skip_crc32c) {}

absl::StatusOr<bool> PieceReader::NextPiece() {
  MOE_ASSIGN_OR_RETURN(const bool more, source_.Next(&piece_));
  if (!more && inside_document_) return absl::InternalError(absl::StrCat(input_name_, " ends inside a document"));
  if (!more) return false;
  if (piece_.first == inside_document_) {
    return absl::InternalError(absl::StrCat(input_name_, ": a document begins inside another, or has no beginning"));
  }
  document_bytes_ = piece_.first ? 0 : document_bytes_;
  document_bytes_ += static_cast<int64_t>(piece_.text.size());
  crc32c_ = ExtendCrc32c(crc32c_, piece_.text);
  if (piece_.last) crc32c_ = ExtendByLength(crc32c_, document_bytes_);
  inside_document_ = !piece_.last;
  return true;
}

absl::StatusOr<bool> PieceReader::Next(PieceBatch* batch) {
  batch->text.clear();
  batch->size = 0;
  batch->skipping = documents_to_skip_ > 0;
  if (batch->skipping) return Skip(batch);
  while (static_cast<int64_t>(batch->text.size()) < batch_bytes_ && batch->size < kMostPieces) {
    MOE_ASSIGN_OR_RETURN(const bool more, NextPiece());
    if (!more) break;
    if (batch->size == batch->pieces.size()) batch->pieces.emplace_back();
    BatchPiece& next = batch->pieces[batch->size++];
    next.first = piece_.first;
    next.last = piece_.last;
    next.text_begin = batch->text.size();
    next.text_end = next.text_begin + piece_.text.size();
    next.input_crc32c = crc32c_;
    batch->text += piece_.text;
  }
  batch->input_bytes_read = source_.BytesRead();
  return batch->size > 0;
}

absl::StatusOr<bool> PieceReader::Skip(PieceBatch* batch) {
  for (int64_t bytes = 0; documents_to_skip_ > 0 && bytes < kBytesBetweenSigns;) {
    MOE_ASSIGN_OR_RETURN(const bool more, NextPiece());
    if (!more) return OtherInput(skip_documents_ - documents_to_skip_);
    bytes += static_cast<int64_t>(piece_.text.size()) + 1;
    if (piece_.last) --documents_to_skip_;
  }
  batch->input_bytes_read = source_.BytesRead();
  if (documents_to_skip_ == 0 && crc32c_ != skip_crc32c_) return OtherInput(skip_documents_);
  return true;
}

absl::Status PieceReader::OtherInput(int64_t documents) const {
  const std::string found = documents < skip_documents_
                                ? absl::StrCat("it holds ", documents, " documents, and ", skip_documents_)
                                : absl::StrCat("its first ", documents, " documents are not those that");
  return absl::FailedPreconditionError(
      absl::StrCat("cannot go on: ", input_name_, " is not the input that the run began with: ", found,
                   " were sharded before; give the same input and options, or --overwrite to begin anew"));
}

PieceEncoder::PieceEncoder(const Tokenizer& tokenizer, bool with_sha256)
    : vocabulary_size_(tokenizer.VocabularySize()), encoder_(tokenizer.NewEncoder()), with_sha256_(with_sha256) {}

absl::Status PieceEncoder::Encode(PieceBatch* batch) {
  batch->token_bytes.clear();
  for (size_t i = 0; i < batch->size; ++i) MOE_RETURN_IF_ERROR(Encode(batch, &batch->pieces[i]));
  return absl::OkStatus();
}

absl::Status PieceEncoder::Encode(PieceBatch* batch, BatchPiece* piece) {
  const absl::string_view text = batch->TextOf(*piece);
  ids_.clear();
  MOE_RETURN_IF_ERROR(encoder_->Encode(text, &ids_));
  for (const int32_t id : ids_) {
    if (id >= 0 && id < vocabulary_size_) continue;
    return absl::InternalError(absl::StrCat("the tokenizer gave id ", id, ", expected 0 to ", vocabulary_size_ - 1));
  }
  piece->token_bytes_begin = batch->token_bytes.size();
  BytesPerToken(vocabulary_size_) == 2 ? AppendPacked<uint16_t>(ids_, &batch->token_bytes)
                                       : AppendPacked<uint32_t>(ids_, &batch->token_bytes);
  piece->token_bytes_end = batch->token_bytes.size();
  piece->tokens = static_cast<int64_t>(ids_.size());
  piece->blank = absl::c_all_of(text, [](unsigned char c) { return absl::ascii_isspace(c); });
  if (with_sha256_) piece->text_sha256 = Sha256Hex(text);
  return absl::OkStatus();
}

}  // namespace moebench::language
