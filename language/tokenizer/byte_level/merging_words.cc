#include "language/tokenizer/byte_level/merging_words.h"

#include <array>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"

namespace moebench::language {
namespace {

std::array<uint8_t, 256> IdOfByte() {
  std::array<uint8_t, 256> ids{};
  for (int id = 0; id < 256; ++id) ids[BytesInIdOrder()[id]] = static_cast<uint8_t>(id);
  return ids;
}

}  // namespace

absl::StatusOr<MergingWords> MergingWords::Load(const WordCounts& counts) {
  size_t places = 1, num_words = 0;
  counts.ForEach([&](absl::string_view word, int64_t) {
    if (word.size() < 2) return;
    places += word.size() + 1;
    ++num_words;
  });
  if (places > std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the ", counts.distinct(), " distinct words have ", places - num_words - 1,
                     " bytes, more than the 2^32 that can be trained on; train on a part of the corpus"));
  }
  MergingWords words;
  words.cells_.reserve(places);
  words.word_counts_.reserve(num_words);
  words.token_bytes_.assign(256, 1);
  words.cells_.push_back({kWordEnd, 0});
  counts.ForEach([&words](absl::string_view word, int64_t count) {
    if (word.size() > 1) words.Append(word, count);
  });
  return words;
}

void MergingWords::Append(absl::string_view word, int64_t count) {
  static const std::array<uint8_t, 256> id_of_byte = IdOfByte();
  const uint32_t index = static_cast<uint32_t>(word_counts_.size());
  for (const char c : word) cells_.push_back({id_of_byte[static_cast<unsigned char>(c)], index});
  cells_.push_back({kWordEnd, index});
  word_counts_.push_back(count);
}

uint32_t MergingWords::AddToken(uint32_t left, uint32_t right) {
  token_bytes_.push_back(token_bytes_[left] + token_bytes_[right]);
  return static_cast<uint32_t>(token_bytes_.size() - 1);
}

}  // namespace moebench::language
