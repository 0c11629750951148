// shards.unfinished.json: how far the shards of a folder were written, so that a run that was killed goes on. It is
// replaced atomically after everything it speaks of was synced; files may hold more than it says, and what is more is
// cut off on resuming.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_JOURNAL_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_JOURNAL_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/shards/shard_settings.h"

namespace moebench::language {

// A shard that is being written.
struct PartialShard {
  int64_t tokens = 0;
  int64_t documents = 0;
  uint32_t crc32c = 0;  // of the tokens' bytes
};

struct SplitProgress {
  int64_t finished_shards = 0;
  PartialShard partial;  // the shard with that index
};

struct ShardJournal {
  ShardSettings settings;
  ShardCounts counts;
  uint32_t input_crc32c = 0;            // of the documents read: BatchReader's
  int64_t distinct_documents = 0;       // in the list of their hashes
  std::array<SplitProgress, 2> splits;  // by Split
};

std::string FormatJournal(const ShardJournal& journal);

// DataLoss naming `where` and the first fault.
absl::StatusOr<ShardJournal> ParseJournal(absl::string_view bytes, const std::string& where);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_JOURNAL_H_
