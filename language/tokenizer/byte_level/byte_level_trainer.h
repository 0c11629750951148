// Trains a byte-level BPE vocabulary, GPT-2's kind, on a corpus: counts its words (count_words.h) and learns merges
// from them (learn_merges.h).
//
//   ByteLevelTrainerOptions options;
//   options.vocabulary_size = 32000;
//   MOE_ASSIGN_OR_RETURN(const TrainedByteLevel trained, TrainByteLevel(options, source.get()));
//   std::cerr << ShortfallMessage(options, trained);   // where the corpus has fewer merges than were asked for
//   MOE_RETURN_IF_ERROR(WriteByteLevelFiles("my-bpe", trained.merges, options.with_end_of_text));
//
// The result depends on the text and the options alone, not on the threads nor on the order of documents. On valid
// UTF-8 it is that of Hugging Face tokenizers' BpeTrainer (0.23.3) with
// pre_tokenizers.ByteLevel(add_prefix_space=False), its alphabet as the initial one and the same min_frequency. There
// <|endoftext|> among the special tokens has id 0 and counts towards vocab_size, as the last id does here. What is no
// UTF-8 is trained on too, byte by byte.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_TRAINER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_TRAINER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"
#include "language/tokenizer/byte_level/byte_level_files.h"

namespace moebench::language {

struct ByteLevelTrainerOptions {
  // All ids: the 256 bytes, the merges and <|endoftext|>. At least the bytes and <|endoftext|>.
  int64_t vocabulary_size = 50257;
  // Gives <|endoftext|> the last id, as GPT-2 does. In the corpus it is text like any other.
  bool with_end_of_text = true;
  // Pairs that occur less often are not merged. At least 1; 2 is also what ByteLevelBPETokenizer.train takes, and
  // BpeTrainer's 0 is 1 here.
  int64_t min_frequency = 2;
  // Longer tokens are not made; 0 for no limit, else at least 2.
  int64_t max_token_bytes = 0;
  // Threads that count words; merges are learnt by one.
  int threads = 1;
};

struct TrainedByteLevel {
  std::vector<ByteMerge> merges;  // the first to be applied first
  int64_t documents = 0;          // empty ones included
  int64_t bytes = 0;              // of text
  int64_t distinct_words = 0;
};

// First the files are read, then merges are learnt.
struct TrainingProgress {
  int64_t bytes_read = 0;
  int64_t bytes_total = 0;
  int64_t merges_done = 0;
  int64_t merges_wanted = 0;
};

// InvalidArgument for options out of range and for a corpus without text; else the errors of `source`. `progress`, if
// there is one, is called on the caller's thread.
absl::StatusOr<TrainedByteLevel> TrainByteLevel(const ByteLevelTrainerOptions& options, DocumentSource* source,
                                                const std::function<void(const TrainingProgress&)>& progress = nullptr);

// Empty if the vocabulary has the size asked for, else a sentence that says how many merges there were and what would
// give more.
std::string ShortfallMessage(const ByteLevelTrainerOptions& options, const TrainedByteLevel& trained);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_TRAINER_H_
