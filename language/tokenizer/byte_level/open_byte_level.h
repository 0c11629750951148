// Opens a folder with GPT-2's two files, vocab.bpe and encoder.json (byte_level_files.h), as a Tokenizer.
//
//   MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const Tokenizer> tokenizer, OpenByteLevel("data/gpt2-bpe"));
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_OPEN_BYTE_LEVEL_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_OPEN_BYTE_LEVEL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

// Errors are those of ReadByteLevelFiles: they name the file, the line and the reason.
absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenByteLevel(const std::string& folder);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_OPEN_BYTE_LEVEL_H_
