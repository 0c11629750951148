// A SentencePiece .model file as a Tokenizer. BPE models are encoded by our own encoder (bpe_encoder.h), with the
// library's ids; unigram, word and character models by the library, which also decodes all of them.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const Tokenizer> tokenizer, OpenSentencePiece("pieces.model"));
//
// Kind() is "sentencepiece-bpe", "sentencepiece-unigram", "sentencepiece-word" or "sentencepiece-char"; Checksum() is
// the SHA-256 of the file. A file that cannot be read, is cut short, or is no model, is refused by its name with what
// is wrong in it: see model_file.h.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_OPEN_SENTENCEPIECE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_OPEN_SENTENCEPIECE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenSentencePiece(const std::string& path);

// The same from the file's bytes; `name` stands for the file in errors.
absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenSerializedSentencePiece(const std::string& serialized,
                                                                             const std::string& name);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_OPEN_SENTENCEPIECE_H_
