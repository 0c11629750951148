// How often each distinct word of a corpus occurs, a word being any bytes between two places where the pre-tokenizer
// cuts. Memory grows with the distinct words alone: a trainer needs no more of the corpus than this.
//
//   WordCounts counts;
//   counts.Add(" the");
//   counts.Add(" the");
//   counts.ForEach([](absl::string_view word, int64_t count) { ... });   // (" the", 2)
//
// Most words of most languages have at most 15 bytes. These lie in the slots of an open-addressing table themselves,
// 24 bytes a slot, so that counting one reads one place in memory; longer ones go to an ordinary hash map.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_COUNTS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class WordCounts {
 public:
  WordCounts();

  // An empty word is no word; count > 0.
  void Add(absl::string_view word, int64_t count = 1);

  void AddAll(const WordCounts& other);

  int64_t distinct() const { return static_cast<int64_t>(num_short_ + long_.size()); }

  // Calls visit(absl::string_view word, int64_t count) for every distinct word, in no particular order.
  template <typename Visit>
  void ForEach(Visit visit) const;

 private:
  // Up to 15 bytes, zero behind them, and their number in the last byte of the sixteen.
  struct ShortWord {
    uint64_t low, high;
  };
  struct Slot {
    ShortWord word;
    int64_t count;  // 0: the slot is empty
  };
  static constexpr size_t kMaxShortBytes = 15;

  static ShortWord Pack(absl::string_view word);
  static absl::string_view Unpack(const ShortWord& word);
  size_t FirstSlot(const ShortWord& word) const;
  void AddShort(const ShortWord& word, int64_t count);
  void Grow();

  std::vector<Slot> slots_;  // a power of two of them, at most half of them in use
  size_t num_short_ = 0;
  absl::flat_hash_map<std::string, int64_t> long_;
};

template <typename Visit>
void WordCounts::ForEach(Visit visit) const {
  for (const Slot& slot : slots_) {
    if (slot.count != 0) visit(Unpack(slot.word), slot.count);
  }
  for (const auto& [word, count] : long_) visit(absl::string_view(word), count);
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_COUNTS_H_
