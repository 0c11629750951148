#include "language/tokenizer/byte_level/word_counts.h"

#include <cstring>
#include <utility>

namespace moebench::language {
namespace {

constexpr size_t kFirstSlots = 1024;

// The byte order of the words packed below; a big-endian machine would unpack them backwards.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "ShortWord holds its bytes in little-endian order");

template <typename Integer>
uint64_t Load(const char* bytes) {
  Integer value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// The bytes of a word of 0 .. 8 bytes, reading none beside it: overlapping loads agree where they overlap.
uint64_t LoadUpTo8(const char* bytes, size_t size) {
  if (size == 8) return Load<uint64_t>(bytes);
  if (size >= 4) return Load<uint32_t>(bytes) | Load<uint32_t>(bytes + size - 4) << (8 * (size - 4));
  if (size >= 2) return Load<uint16_t>(bytes) | Load<uint8_t>(bytes + size - 1) << (8 * (size - 1));
  return size == 1 ? Load<uint8_t>(bytes) : 0;
}

}  // namespace

WordCounts::WordCounts() : slots_(kFirstSlots) {}

WordCounts::ShortWord WordCounts::Pack(absl::string_view word) {
  const size_t size = word.size();
  const uint64_t size_byte = static_cast<uint64_t>(size) << 56;
  if (size <= 8) return {LoadUpTo8(word.data(), size), size_byte};
  const uint64_t last_8 = Load<uint64_t>(word.data() + size - 8);
  return {Load<uint64_t>(word.data()), last_8 >> (8 * (16 - size)) | size_byte};
}

absl::string_view WordCounts::Unpack(const ShortWord& word) {
  return absl::string_view(reinterpret_cast<const char*>(&word), word.high >> 56);
}

size_t WordCounts::FirstSlot(const ShortWord& word) const {
  // The middle of a 128-bit product depends on every bit of both factors.
  const unsigned __int128 product = static_cast<unsigned __int128>(word.low ^ 0x9e3779b97f4a7c15u) *
                                    (word.high * 0xff51afd7ed558ccdu ^ 0xc2b2ae3d27d4eb4fu);
  return static_cast<size_t>(product >> 64 ^ product) & (slots_.size() - 1);
}

void WordCounts::AddShort(const ShortWord& word, int64_t count) {
  size_t i = FirstSlot(word);
  while (slots_[i].count != 0) {
    if (slots_[i].word.low == word.low && slots_[i].word.high == word.high) {
      slots_[i].count += count;
      return;
    }
    i = (i + 1) & (slots_.size() - 1);
  }
  slots_[i] = {word, count};
  if (++num_short_ * 2 > slots_.size()) Grow();
}

void WordCounts::Grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  num_short_ = 0;
  for (const Slot& slot : old) {
    if (slot.count != 0) AddShort(slot.word, slot.count);
  }
}

void WordCounts::Add(absl::string_view word, int64_t count) {
  if (word.empty()) return;
  if (word.size() <= kMaxShortBytes) return AddShort(Pack(word), count);
  const auto found = long_.find(word);
  if (found != long_.end()) {
    found->second += count;
  } else {
    long_.emplace(std::string(word), count);
  }
}

void WordCounts::AddAll(const WordCounts& other) {
  other.ForEach([this](absl::string_view word, int64_t count) { Add(word, count); });
}

}  // namespace moebench::language
