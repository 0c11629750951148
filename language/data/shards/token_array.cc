#include "language/data/shards/token_array.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

#ifndef ABSL_IS_LITTLE_ENDIAN
#error "token files are mapped as they lie on disk, little-endian"
#endif

// A constant count of turns, so that the compiler makes vector instructions of them at -O2.
constexpr int64_t kChunk = 64;

// Widens ids and returns the largest.
template <typename Id>
uint32_t Widen(const Id* __restrict from, int64_t count, int32_t* __restrict to) {
  Id largest[kChunk] = {};
  for (; count >= kChunk; count -= kChunk, from += kChunk, to += kChunk) {
    for (int64_t i = 0; i < kChunk; ++i) {
      to[i] = static_cast<int32_t>(from[i]);
      largest[i] = std::max(largest[i], from[i]);
    }
  }
  for (int64_t i = 0; i < count; ++i) {
    to[i] = static_cast<int32_t>(from[i]);
    largest[i] = std::max(largest[i], from[i]);
  }
  return *std::max_element(largest, largest + kChunk);
}

template <typename Id>
int64_t FirstAtLeast(const Id* ids, int64_t count, int64_t limit) {
  return std::find_if(ids, ids + count, [limit](Id id) { return id >= limit; }) - ids;
}

}  // namespace

TokenArray::TokenArray(std::shared_ptr<const MappedFile> file, int64_t offset, int64_t size, int bytes_per_token,
                       int64_t vocabulary_size)
    : file_(std::move(file)),
      first_(file_->bytes().data() + offset),
      size_(size),
      bytes_per_token_(bytes_per_token),
      vocabulary_size_(vocabulary_size) {
  assert(bytes_per_token == 2 || bytes_per_token == 4);
  assert(offset % bytes_per_token == 0 && offset + size * bytes_per_token <= file_->size());
}

absl::Status TokenArray::Copy(int64_t start, absl::Span<int32_t> ids) const {
  const int64_t count = static_cast<int64_t>(ids.size());
  if (start < 0 || start > size_ || count > size_ - start) {
    return absl::OutOfRangeError(
        absl::StrCat(path(), ": ", count, " tokens from ", start, " are wanted and it holds ", size_));
  }
  const uint32_t largest = bytes_per_token_ == 2
                               ? Widen(reinterpret_cast<const uint16_t*>(first_) + start, count, ids.data())
                               : Widen(reinterpret_cast<const uint32_t*>(first_) + start, count, ids.data());
  return count == 0 || largest < vocabulary_size_ ? absl::OkStatus() : OutOfVocabulary(start, count);
}

absl::Status TokenArray::CheckIds() const {
  std::vector<int32_t> block(std::min(size_, int64_t{1} << 14));
  for (int64_t start = 0; start < size_; start += static_cast<int64_t>(block.size())) {
    const int64_t count = std::min(size_ - start, static_cast<int64_t>(block.size()));
    MOE_RETURN_IF_ERROR(Copy(start, absl::MakeSpan(block).first(count)));
  }
  return absl::OkStatus();
}

absl::Status TokenArray::OutOfVocabulary(int64_t start, int64_t count) const {
  const auto* narrow = reinterpret_cast<const uint16_t*>(first_) + start;
  const auto* wide = reinterpret_cast<const uint32_t*>(first_) + start;
  const bool is_narrow = bytes_per_token_ == 2;
  const int64_t at =
      is_narrow ? FirstAtLeast(narrow, count, vocabulary_size_) : FirstAtLeast(wide, count, vocabulary_size_);
  return absl::DataLossError(absl::StrCat(path(), ": token ", start + at, " is ",
                                          is_narrow ? uint32_t{narrow[at]} : wide[at],
                                          ", expected an id below the vocabulary's size, ", vocabulary_size_,
                                          "; the file is damaged or was made with another tokenizer"));
}

}  // namespace moebench::language
