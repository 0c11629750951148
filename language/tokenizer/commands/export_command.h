// The subcommand `export`: tokens of a folder of shards, of one shard, or of a .bin file, as one .bin file of nanoGPT's
// or llm.c's (language/data/shards/foreign_bins.h).
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_EXPORT_COMMAND_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_EXPORT_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// What to print.
absl::StatusOr<std::string> RunExport(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_EXPORT_COMMAND_H_
