// The distinct words of a corpus as one array of tokens, in which a pair of neighbours becomes one token in place. A
// place is an index into the array; word ends stand between the words, and before and behind all of them:
//
//   words "abab" x 3, "bc" x 1      place   0   1  2  3  4  5   6  7  8
//                                           end a  b  a  b  end b  c  end
//   MergeAt(1, a, b, ab)                    end ab    a  b  end b  c  end     true
//   MergeAt(2, b, a, ba)                                                      false: no token begins at 2 any more
//
// A token keeps the places of all of its bytes and is written to the first and the last of them, so that both
// neighbours of a place are read in one step and nothing ever moves. 8 bytes of memory a byte of the words.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGING_WORDS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGING_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "language/tokenizer/byte_level/word_counts.h"

namespace moebench::language {

class MergingWords {
 public:
  // What TokenBefore and TokenBehind give at the ends of a word; larger than any token.
  static constexpr uint32_t kWordEnd = 0xffffffff;

  // Tokens are ids of bytes, 0 .. 255 in the order of BytesInIdOrder. Words of one byte are left out: they have no
  // pairs. ResourceExhausted if more than 2^32 - 1 places are needed.
  static absl::StatusOr<MergingWords> Load(const WordCounts& counts);

  // Makes a token of two, for MergeAt; ids count up from 256.
  uint32_t AddToken(uint32_t left, uint32_t right);
  uint32_t TokenBytes(uint32_t token) const { return token_bytes_[token]; }

  // Calls visit(place, left, right) for every pair of neighbours, by ascending place.
  template <typename Visit>
  void ForEachPair(Visit visit) const;

  // If `left` still begins at `place`, where it once began, and `right` still follows it, puts `result` in their place.
  bool MergeAt(uint32_t place, uint32_t left, uint32_t right, uint32_t result) {
    const uint32_t place_of_right = place + token_bytes_[left];
    if (cells_[place].token != left || cells_[place_of_right].token != right) return false;
    cells_[place].token = result;
    cells_[place_of_right].token = kEaten;  // or `result`, where `right` has one byte
    cells_[place + token_bytes_[result] - 1].token = result;
    return true;
  }

  // Of a place where a token begins. The token before begins TokenBytes(TokenBefore(place)) places before.
  uint32_t TokenBefore(uint32_t place) const { return cells_[place - 1].token; }
  uint32_t TokenBehind(uint32_t place) const { return cells_[place + token_bytes_[cells_[place].token]].token; }

  // How often the word occurs that the place lies in.
  int64_t WordCount(uint32_t place) const { return word_counts_[cells_[place].word]; }

  // Has the processor fetch a place that MergeAt is soon to look at.
  void Prefetch(uint32_t place) const { __builtin_prefetch(&cells_[place]); }

 private:
  // Where a token began that has become part of another. A place that once began `left` and no longer does holds this
  // or, being the last place of a longer token, that token: never `left`.
  static constexpr uint32_t kEaten = 0xfffffffe;

  struct Cell {
    uint32_t token;
    uint32_t word;
  };

  void Append(absl::string_view word, int64_t count);

  std::vector<Cell> cells_;
  std::vector<int64_t> word_counts_;
  std::vector<uint32_t> token_bytes_;
};

template <typename Visit>
void MergingWords::ForEachPair(Visit visit) const {
  uint32_t place = 1;  // behind the first word end
  while (place < cells_.size()) {
    const uint32_t token = cells_[place].token, behind = token == kWordEnd ? kWordEnd : TokenBehind(place);
    if (behind != kWordEnd) visit(place, token, behind);
    place += token == kWordEnd ? 1 : token_bytes_[token];
  }
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_MERGING_WORDS_H_
