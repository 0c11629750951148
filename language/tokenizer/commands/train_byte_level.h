// `train --kind=byte_level`: see train_command.h.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_BYTE_LEVEL_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_BYTE_LEVEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// Writes the folder --model and returns what to print.
absl::StatusOr<std::string> RunTrainByteLevel(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_BYTE_LEVEL_H_
