#include "language/tokenizer/byte_level/merge_table.h"

namespace moebench::language {

MergeTable::MergeTable(const std::vector<IdMerge>& merges) {
  size_t size = 16;
  while (size < 2 * merges.size()) size *= 2;
  mask_ = size - 1;
  slots_.resize(size);
  for (size_t rank = 0; rank < merges.size(); ++rank) {
    const IdMerge& merge = merges[rank];
    size_t i = FirstSlot(merge.left, merge.right);
    while (slots_[i].rank != kNoMerge) i = (i + 1) & mask_;
    slots_[i] = {merge.left, merge.right, static_cast<uint32_t>(rank), merge.result};
  }
}

}  // namespace moebench::language
