// The ids of short words met lately, in a table of fixed size: a word has one place, and the latest one there stays.
// What is found is what was put in for the same bytes, so that ids never depend on what the table holds.
//
// Example:
//   const WordCache::Key key(word, length);
//   const WordCache::Entry* entry = cache.Find(key);
//   if (entry == nullptr) cache.Put(key, ids);
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_WORD_CACHE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_WORD_CACHE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/types/span.h"

namespace moebench::language {

class WordCache {
 public:
  static constexpr size_t kBytes = size_t{4} << 20;  // of the table
  static constexpr size_t kMostBytes = 24;           // of a word
  static constexpr size_t kMostIds = 8;

  struct Key {
    // `length` is 1 to kMostBytes; kMostBytes from `word` on must be readable.
    Key(const char* word, size_t length);

    uint64_t bytes[3];  // the word's, filled up with zeros
    uint32_t length;
    uint32_t place;
  };

  // One line of the processor's cache.
  struct alignas(64) Entry {
    uint64_t bytes[3];
    uint32_t length;  // 0: empty
    uint32_t count;
    int32_t ids[kMostIds];
  };

  WordCache() : entries_(kPlaces) {}

  // Null where the word is not there.
  const Entry* Find(const Key& key) const {
    const Entry& entry = entries_[key.place];
    const uint64_t difference = (entry.bytes[0] ^ key.bytes[0]) | (entry.bytes[1] ^ key.bytes[1]) |
                                (entry.bytes[2] ^ key.bytes[2]) | (entry.length ^ key.length);
    return difference == 0 ? &entry : nullptr;
  }

  // Takes the word's place; nothing happens where there are more than kMostIds.
  void Put(const Key& key, absl::Span<const int32_t> ids) {
    if (ids.size() > kMostIds) return;
    Entry& entry = entries_[key.place];
    std::copy(key.bytes, key.bytes + 3, entry.bytes);
    entry.length = key.length;
    entry.count = static_cast<uint32_t>(ids.size());
    std::copy(ids.begin(), ids.end(), entry.ids);
  }

 private:
  static constexpr int kPlaceBits = 16;
  static constexpr size_t kPlaces = size_t{1} << kPlaceBits;
  static_assert(kPlaces * sizeof(Entry) == kBytes);

  // kMostBytes of ones, then as many zeros: a mask for `length` bytes begins at kMostBytes - length.
  static constexpr std::array<unsigned char, 2 * kMostBytes> Masks() {
    std::array<unsigned char, 2 * kMostBytes> masks{};
    for (size_t i = 0; i < kMostBytes; ++i) masks[i] = 0xff;
    return masks;
  }

  std::vector<Entry> entries_;
};

inline WordCache::Key::Key(const char* word, size_t length) : length(static_cast<uint32_t>(length)) {
  static constexpr auto kMasks = Masks();
  uint64_t mask[3];
  std::memcpy(mask, kMasks.data() + kMostBytes - length, sizeof(mask));
  std::memcpy(bytes, word, sizeof(bytes));
  for (int i = 0; i < 3; ++i) bytes[i] &= mask[i];
  uint64_t hash = bytes[0] * 0x9e3779b97f4a7c15 + bytes[1] * 0xd6e8feb86659fd93 + bytes[2] * 0xa0761d6478bd642f;
  hash = (hash ^ hash >> 32) * 0xe7037ed1a0b428db;
  place = static_cast<uint32_t>(hash >> (64 - kPlaceBits));
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_WORD_CACHE_H_
