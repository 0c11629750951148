// The ids of words seen before, for words of up to kMaxBytes with up to kMaxIds ids: a table of fixed size in which a
// new word takes the place of an old one of its line, two words a line, the older one of which goes. What is forgotten
// is encoded again, so that ids do not depend on it.
//
//   using ShortWordCache = WordCache<2, 4>;     // words of up to 14 bytes and 4 ids in 32 bytes
//   ShortWordCache cache(1 << 20);              // bytes
//   const ShortWordCache::Key key(word, readable);
//   if (const int n = cache.Find(key, out); n > 0) out += n;
//
// A key is the word's bytes, zero behind them, with their number in the last byte but one; the entry has the number of
// ids in the last. So any two words differ, words of zero bytes included, and an entry of zeros is no word's.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_CACHE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench::language {

template <int kKeyWords, int kIds>
class WordCache {
 public:
  static constexpr size_t kMaxBytes = 8 * kKeyWords - 2;
  static constexpr int kMaxIds = kIds;
  static constexpr size_t kKeyBytes = 8 * kKeyWords;

  struct Key {
    uint64_t words[kKeyWords];

    // `word` has 1 to kMaxBytes bytes; `readable` bytes may be read from its start on, those behind it for speed alone.
    Key(absl::string_view word, size_t readable) {
      if (readable >= kKeyBytes) {
        std::memcpy(words, word.data(), kKeyBytes);
        for (int i = 0; i < kKeyWords; ++i) words[i] &= Mask(word.size(), i);
      } else {
        std::memset(words, 0, kKeyBytes);
        std::memcpy(words, word.data(), word.size());
      }
      words[kKeyWords - 1] |= static_cast<uint64_t>(word.size()) << 48;
    }
  };

  // `bytes` is rounded down to a power of two of lines; at least one line.
  explicit WordCache(size_t bytes) {
    size_t lines = 1;
    while (2 * lines * sizeof(Line) <= bytes) {
      lines *= 2;
      --shift_;
    }
    lines_.resize(lines);
  }

  // Copies kIds ids to `out`, of which those behind the word's own mean nothing, and returns the number of its own; 0,
  // with `out` as it was, where the word is not there.
  int Find(const Key& key, int32_t* out) const {
    const Line& line = lines_[LineOf(key)];
    for (const Entry& entry : line.entries) {
      if (!Same(entry.words, key.words)) continue;
      std::memcpy(out, entry.ids, sizeof(entry.ids));
      return static_cast<int>(entry.words[kKeyWords - 1] >> 56);
    }
    return 0;
  }

  // 1 to kIds ids; the word must not be there.
  void Insert(const Key& key, const int32_t* ids, int num_ids) {
    Line& line = lines_[LineOf(key)];
    line.entries[1] = line.entries[0];
    Entry& entry = line.entries[0];
    std::memcpy(entry.words, key.words, kKeyBytes);
    entry.words[kKeyWords - 1] |= static_cast<uint64_t>(num_ids) << 56;
    std::memcpy(entry.ids, ids, num_ids * sizeof(int32_t));
  }

  size_t MemoryBytes() const { return lines_.size() * sizeof(Line); }

 private:
  struct Entry {
    uint64_t words[kKeyWords] = {};
    int32_t ids[kIds] = {};
  };
  struct alignas(64) Line {
    Entry entries[2];
  };

  // Keeps the first `length` of a key's bytes in its word i.
  static uint64_t Mask(size_t length, int i) {
    const size_t before = 8 * static_cast<size_t>(i);
    if (length >= before + 8) return ~uint64_t{0};
    return length <= before ? 0 : (uint64_t{1} << 8 * (length - before)) - 1;
  }

  static bool Same(const uint64_t* entry, const uint64_t* key) {
    uint64_t difference = (entry[kKeyWords - 1] ^ key[kKeyWords - 1]) << 8;
    for (int i = 0; i + 1 < kKeyWords; ++i) difference |= entry[i] ^ key[i];
    return difference == 0;
  }

  size_t LineOf(const Key& key) const {
    uint64_t hash = 0;
    for (int i = 0; i < kKeyWords; ++i) {
      hash = (hash ^ key.words[i]) * 0x9E3779B97F4A7C15;
      hash ^= hash >> 32;
    }
    return hash * 0x9E3779B97F4A7C15 >> 1 >> shift_;
  }

  int shift_ = 63;  // one bit of the hash is shifted out before, so that one line is no special case
  std::vector<Line> lines_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_CACHE_H_
