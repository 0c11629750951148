// shards.json, which makes a folder of shards whole: what they were made from and how, and each file with its counts
// and checksum. It is written last and atomically; a folder without it is unfinished.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_MANIFEST_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_MANIFEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/shards/shard_settings.h"

namespace moebench::language {

inline constexpr absl::string_view kManifestFile = "shards.json";
// Of an unfinished folder: shard_journal.h.
inline constexpr absl::string_view kJournalFile = "shards.unfinished.json";

struct ShardEntry {
  std::string file;  // a name in the manifest's folder
  int64_t tokens = 0;
  int64_t documents = 0;
  uint32_t contents_crc32c = 0;
};

struct SplitEntry {
  int64_t tokens = 0;
  int64_t documents = 0;
  std::vector<ShardEntry> shards;
};

struct ShardManifest {
  ShardSettings settings;
  ShardCounts counts;
  std::array<SplitEntry, 2> splits;  // by Split

  const SplitEntry& split(Split split) const { return splits[static_cast<size_t>(split)]; }
};

// "train_00000.tokens".
std::string ShardFileName(Split split, int64_t index);

std::string FormatManifest(const ShardManifest& manifest);

// DataLoss naming `where` and the first fault: a file's name that is not ShardFileName's, totals that do not add up,
// ...
absl::StatusOr<ShardManifest> ParseManifest(absl::string_view bytes, const std::string& where);

// NotFound for a folder without a manifest, FailedPrecondition for an unfinished one, saying how to finish it.
absl::StatusOr<ShardManifest> ReadManifest(const std::string& folder);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_MANIFEST_H_
