// The subcommand `shard`: documents to a folder of token shards (language/data/shards/sharder.h). Stopped or killed,
// the same command goes on where it was.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_COMMAND_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// The closing table.
absl::StatusOr<std::string> RunShard(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_COMMAND_H_
