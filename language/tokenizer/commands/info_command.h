// The subcommand `info`: what a tokenizer, a folder of shards, a shard or a .bin file is and holds.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_INFO_COMMAND_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_INFO_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// What to print. Contents decide what --input is, not its name.
absl::StatusOr<std::string> RunInfo(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_INFO_COMMAND_H_
