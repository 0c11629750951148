// Counts the words of a corpus: every document is cut by Gpt2Scanner, and each piece is a word. The corpus is read once
// and never held, so memory is that of the distinct words, for each thread.
//
//   MOE_ASSIGN_OR_RETURN(const CorpusWords corpus, CountWords(source.get(), /*threads=*/2));
//
// The counts are the same for any number of threads and any order of documents. Words do not cross the pieces of a long
// document; DocumentSource cuts where no word is, unless two megabytes hold no such place.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_COUNT_WORDS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_COUNT_WORDS_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"
#include "language/tokenizer/byte_level/word_counts.h"

namespace moebench::language {

struct CorpusWords {
  WordCounts words;
  int64_t documents = 0;
  int64_t bytes = 0;  // of text
};

// With threads > 1 the caller's thread reads and `threads` others count; with 1 it does both. `progress`, if there is
// one, is called on the caller's thread, about every megabyte and at the end, with what the source has read of its
// files. Errors are the source's.
absl::StatusOr<CorpusWords> CountWords(
    DocumentSource* source, int threads,
    const std::function<void(int64_t bytes_read, int64_t bytes_total)>& progress = nullptr);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_COUNT_WORDS_H_
