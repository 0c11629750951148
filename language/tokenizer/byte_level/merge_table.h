// The merges of a byte-level BPE, found by the pair of ids they join: open addressing with linear probing, at most half
// full, 16 bytes a slot, so that a look-up mostly reads one line of memory.
//
//   const MergeTable table(vocabulary.merges);
//   table.Find(left, right).rank      // kNoMerge where the two are not merged
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGE_TABLE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "language/tokenizer/byte_level/byte_level_files.h"

namespace moebench::language {

class MergeTable {
 public:
  static constexpr uint32_t kNoMerge = 0xFFFFFFFF;

  struct Slot {
    int32_t left = -1;
    int32_t right = -1;
    uint32_t rank = kNoMerge;  // the position among the merges: the lowest is applied first
    int32_t result = -1;
  };

  // By rank; no pair may be there twice.
  explicit MergeTable(const std::vector<IdMerge>& merges);

  const Slot& Find(int32_t left, int32_t right) const {
    size_t i = FirstSlot(left, right);
    while (slots_[i].rank != kNoMerge && (slots_[i].left != left || slots_[i].right != right)) i = (i + 1) & mask_;
    return slots_[i];
  }

 private:
  size_t FirstSlot(int32_t left, int32_t right) const {
    const uint64_t pair = static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
    // The golden ratio's bits; the sum brings the left id down to where the multiplication spreads it.
    const uint64_t mixed = (pair ^ pair >> 29) * 0x9E3779B97F4A7C15;
    return (mixed >> 32) & mask_;
  }

  size_t mask_;
  std::vector<Slot> slots_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGE_TABLE_H_
