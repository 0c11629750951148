// `train --kind=sentencepiece`: see train_command.h.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_SENTENCEPIECE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_SENTENCEPIECE_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// Writes --model and returns what to print.
absl::StatusOr<std::string> RunTrainSentencePiece(const TokenizeFlags& flags);

// The bytes of a model without what does not decide its ids: where the text lay, other files' paths, threads.
absl::StatusOr<std::string> WithoutTrainingPlace(const std::string& serialized_model);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_SENTENCEPIECE_H_
