// What decides the bytes of a folder of shards, and what was counted on the way: shared by the manifest of a finished
// folder and the journal of an unfinished one.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_SETTINGS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_SETTINGS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace moebench::language {

enum class Split { kTrain, kValid };

inline constexpr std::array<Split, 2> kSplits = {Split::kTrain, Split::kValid};

// "train" or "valid".
const char* SplitName(Split split);

struct ShardSettings {
  std::string tokenizer_kind;
  std::string tokenizer_checksum;
  int64_t vocabulary_size = 0;
  int32_t end_of_document = -1;  // appended to each document; -1 is none
  int64_t tokens_per_shard = 0;
  double validation_fraction = 0;
  uint64_t split_seed = 0;
  bool count_duplicates = true;
  bool drop_duplicates = false;
  bool drop_empty = false;
  std::string input_name;
  int64_t input_bytes = 0;
};

// Of all documents read, dropped ones included.
struct ShardCounts {
  int64_t documents = 0;
  int64_t empty = 0;       // no bytes
  int64_t blank = 0;       // white space alone
  int64_t duplicates = 0;  // equal to an earlier one that is neither empty nor blank; 0 where they are not counted
  int64_t dropped = 0;     // left out of the shards for one of these reasons
  int64_t text_bytes = 0;  // of all documents
  int64_t tokens = 0;      // in the shards, ends of documents included
};

nlohmann::ordered_json ToJson(const ShardSettings& settings);
nlohmann::ordered_json ToJson(const ShardCounts& counts);

// DataLoss naming the first field that is missing, of another type or out of range; `where` opens the message.
absl::StatusOr<ShardSettings> ParseSettings(const nlohmann::ordered_json& json, const std::string& where);
absl::StatusOr<ShardCounts> ParseCounts(const nlohmann::ordered_json& json, const std::string& where);

// `tokens_per_shard was 100 and is 200; split_seed was 1 and is 2`, or "" where both make the same shards. The input's
// name does not count: a file may move.
std::string SettingsDifference(const ShardSettings& was, const ShardSettings& is);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_SETTINGS_H_
