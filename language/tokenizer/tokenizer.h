// Text to token ids and back. A Tokenizer is an immutable vocabulary, shared by any number of threads; an Encoder is
// one thread's working state (caches, scratch memory), so that encoding allocates little and locks nothing.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const Tokenizer> tokenizer, OpenTokenizer("gpt2", data_folders));
//   std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
//   std::vector<int32_t> ids;
//   MOE_RETURN_IF_ERROR(encoder->Encode("Hello world", &ids));   // {15496, 995}
//
// Ids never depend on the encoder's history, on the thread, or on what was encoded before.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_TOKENIZER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_TOKENIZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace moebench::language {

class Encoder {
 public:
  virtual ~Encoder() = default;

  // Appends the ids of `text` to `ids`; no begin- or end-of-text ids, and text that spells a special token is text.
  // Any bytes are allowed. An error is a fault of the program or a lack of memory, never of the text.
  virtual absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) = 0;
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  // What decides the ids, in a word: "gpt2-bpe", "sentencepiece-bpe", "sentencepiece-unigram", ...
  virtual std::string Kind() const = 0;

  // Ids are in [0, VocabularySize()).
  virtual int VocabularySize() const = 0;

  // The id between documents (GPT-2's <|endoftext|>, SentencePiece's </s>), or -1 where the vocabulary has none.
  virtual int EndOfDocument() const = 0;

  // SHA-256, in hex, of the files' bytes that decide the ids: shards made with another tokenizer are told apart by it.
  virtual std::string Checksum() const = 0;

  virtual std::unique_ptr<Encoder> NewEncoder() const = 0;

  // InvalidArgument naming the first id outside [0, VocabularySize()) and its position.
  virtual absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_TOKENIZER_H_
