// What a folder of shards holds, as a table for a terminal: tokenizer, input, documents, tokens, splits.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_TABLE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_TABLE_H_

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "language/data/shards/shard_manifest.h"

namespace moebench::language {

// How long it took, and the text and tokens of that time alone: a run that went on did not read what was there.
struct ShardingWork {
  absl::Duration elapsed;
  int64_t text_bytes = 0;
  int64_t tokens = 0;
};

std::string ShardTable(const std::string& folder, const ShardManifest& manifest,
                       const absl::optional<ShardingWork>& work);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SHARD_TABLE_H_
