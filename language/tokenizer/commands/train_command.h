// The subcommand `train`: a tokenizer from a corpus.
//
//   --kind=sentencepiece   SentencePiece's own trainer; --model is the .model file. Its bytes depend on the text and on
//                          the options: what the library notes in it of the input's place and of threads is taken out.
//   --kind=byte_level      ours (byte_level_trainer.h); --model is a folder that takes vocab.bpe and encoder.json
//
// The model is written when it is whole, and was read back.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_COMMAND_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// What to print.
absl::StatusOr<std::string> RunTrain(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAIN_COMMAND_H_
