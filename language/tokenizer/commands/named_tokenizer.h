// The tokenizer that --tokenizer, --data_dir and --reference name.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NAMED_TOKENIZER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NAMED_TOKENIZER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

// InvalidArgument without --tokenizer, and for --reference=library where the tokenizer is no SentencePiece model; else
// OpenTokenizer's errors.
absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenNamedTokenizer(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NAMED_TOKENIZER_H_
