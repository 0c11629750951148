// Byte-pair encoding of one word by merge ranks: it starts as its bytes, and as long as two neighbours have a merge,
// the merge of lowest rank is applied, the leftmost first where several have it (Sennrich, Haddow and Birch, "Neural
// machine translation of rare words with subword units", ACL 2016).
//
//   WordMerger merger(&table, &byte_ids);
//   merger.Append(" lowest", &ids);
//
// Words of up to kShortBytes are searched anew for each merge, which is fastest there; longer ones keep their pairs in
// a heap, O(n log n) for n bytes.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_MERGER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_MERGER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "language/tokenizer/byte_level/merge_table.h"

namespace moebench::language {

class WordMerger {
 public:
  static constexpr size_t kShortBytes = 48;
  // Positions have 32 bits.
  static constexpr size_t kMaxBytes = size_t{1} << 31;

  // Both must outlive the merger.
  WordMerger(const MergeTable* table, const std::array<int32_t, 256>* byte_ids)
      : table_(*table), byte_ids_(*byte_ids) {}

  // Appends the ids of a word of at most kMaxBytes.
  void Append(absl::string_view word, std::vector<int32_t>* ids) {
    word.size() <= kShortBytes ? AppendShort(word, ids) : AppendLong(word, ids);
  }

 private:
  struct Pair {  // a token and its merge with the next one
    int32_t id;
    int32_t result;
    uint32_t rank;
  };
  struct Node {  // a Pair in a list of those that are left
    int32_t id;
    int32_t result;
    uint32_t rank;
    uint32_t previous;
    uint32_t next;
  };

  void AppendShort(absl::string_view word, std::vector<int32_t>* ids) const;
  void AppendLong(absl::string_view word, std::vector<int32_t>* ids);
  void StartList(absl::string_view word);
  void SetPair(uint32_t at);
  void MergeWithNext(uint32_t at);

  const MergeTable& table_;
  const std::array<int32_t, 256>& byte_ids_;
  std::vector<Node> nodes_;      // AppendLong's; emptied after each word
  std::vector<uint64_t> queue_;  // rank << 32 | position; a heap, the lowest on top
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_WORD_MERGER_H_
