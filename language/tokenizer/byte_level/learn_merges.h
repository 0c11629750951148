// Byte-pair encoding's learning (Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword
// units", ACL 2016; over bytes: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019).
//
// Every word starts as its bytes. Then, again and again: of all pairs of neighbouring tokens inside words, counted with
// how often each word occurs, the most frequent becomes a new token, which takes the pair's place in every word, from
// the left where occurrences overlap. Of pairs that are equally frequent, the one with the smaller left id is taken,
// then the one with the smaller right id; this is Hugging Face's rule, so the merges are those of its BpeTrainer. They
// depend on the words and counts alone, never on their order.
//
//   WordCounts words;
//   words.Add("abab", 3);
//   LearnMerges(words, options)   // {64, 65}: a b -> 256;  {256, 256}: ab ab -> 257
//
// Ids are GPT-2's: 0 .. 255 the bytes in the order of BytesInIdOrder, then 256 + i for the i-th merge. No two merges
// make the same bytes: a token is made only where no merge before crossed its ends, and between these ends every merge
// fell as it falls wherever else the same bytes became a token, so that the last one joined the same two.
//
// Counts of pairs are kept exact and each pair knows where it occurred, so a merge costs what it changes, however long
// the words: places that later merges have eaten are passed over when visited, and the queue's entries are upper
// bounds, put right when they come to the top. Beside the words (merging_words.h), at most 12 bytes a byte of the
// distinct words for places and some 100 a pair that is frequent enough to be merged.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_LEARN_MERGES_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_LEARN_MERGES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "language/tokenizer/byte_level/word_counts.h"

namespace moebench::language {

struct Merge {
  int32_t left, right;

  friend bool operator==(const Merge& a, const Merge& b) { return a.left == b.left && a.right == b.right; }
};

struct LearnMergesOptions {
  int64_t max_merges = 0;
  // A pair that occurs less often is not merged. At least 1.
  int64_t min_frequency = 2;
  // Longer tokens are not made; 0 for no limit. (Hugging Face's max_token_length names the first length that is not
  // made, and passes over pairs of single bytes: N >= 2 here is N + 1 there.)
  int64_t max_token_bytes = 0;
};

// Fewer merges than max_merges are all that the words have. `progress`, if there is one, hears of the merges done, now
// and then and at the end. The distinct words must have fewer than 2^32 bytes, counting one more a word:
// ResourceExhausted.
absl::StatusOr<std::vector<Merge>> LearnMerges(const WordCounts& words, const LearnMergesOptions& options,
                                               const std::function<void(int64_t merges_done)>& progress = nullptr);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_LEARN_MERGES_H_
