#include "language/data/shards/shard_settings.h"

#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "language/data/shards/json_fields.h"

namespace moebench::language {

using Json = nlohmann::ordered_json;

const char* SplitName(Split split) { return split == Split::kTrain ? "train" : "valid"; }

Json ToJson(const ShardSettings& settings) {
  Json json;
  json["tokenizer_kind"] = settings.tokenizer_kind;
  json["tokenizer_checksum"] = settings.tokenizer_checksum;
  json["vocabulary_size"] = settings.vocabulary_size;
  json["end_of_document"] = settings.end_of_document;
  json["tokens_per_shard"] = settings.tokens_per_shard;
  json["validation_fraction"] = settings.validation_fraction;
  json["split_seed"] = settings.split_seed;
  json["count_duplicates"] = settings.count_duplicates;
  json["drop_duplicates"] = settings.drop_duplicates;
  json["drop_empty"] = settings.drop_empty;
  json["input_name"] = settings.input_name;
  json["input_bytes"] = settings.input_bytes;
  return json;
}

Json ToJson(const ShardCounts& counts) {
  Json json;
  json["documents"] = counts.documents;
  json["empty"] = counts.empty;
  json["blank"] = counts.blank;
  json["duplicates"] = counts.duplicates;
  json["dropped"] = counts.dropped;
  json["text_bytes"] = counts.text_bytes;
  json["tokens"] = counts.tokens;
  return json;
}

absl::StatusOr<ShardSettings> ParseSettings(const Json& json, const std::string& where) {
  constexpr int64_t kLargestId = std::numeric_limits<int32_t>::max();
  JsonFields fields(json, where);
  ShardSettings settings;
  settings.tokenizer_kind = fields.Text("tokenizer_kind");
  settings.tokenizer_checksum = fields.Text("tokenizer_checksum");
  settings.vocabulary_size = fields.Integer("vocabulary_size", 1, kLargestId);
  settings.end_of_document = static_cast<int32_t>(fields.Integer("end_of_document", -1, kLargestId));
  settings.tokens_per_shard = fields.Integer("tokens_per_shard", 1);
  settings.validation_fraction = fields.Number("validation_fraction", 0, 1);
  settings.split_seed = fields.Unsigned("split_seed");
  settings.count_duplicates = fields.Flag("count_duplicates");
  settings.drop_duplicates = fields.Flag("drop_duplicates");
  settings.drop_empty = fields.Flag("drop_empty");
  settings.input_name = fields.Text("input_name");
  settings.input_bytes = fields.Integer("input_bytes");
  MOE_RETURN_IF_ERROR(fields.status());
  return settings;
}

absl::StatusOr<ShardCounts> ParseCounts(const Json& json, const std::string& where) {
  JsonFields fields(json, where);
  ShardCounts counts;
  counts.documents = fields.Integer("documents");
  counts.empty = fields.Integer("empty");
  counts.blank = fields.Integer("blank");
  counts.duplicates = fields.Integer("duplicates");
  counts.dropped = fields.Integer("dropped");
  counts.text_bytes = fields.Integer("text_bytes");
  counts.tokens = fields.Integer("tokens");
  MOE_RETURN_IF_ERROR(fields.status());
  return counts;
}

std::string SettingsDifference(const ShardSettings& was, const ShardSettings& is) {
  const Json before = ToJson(was), now = ToJson(is);
  std::vector<std::string> differences;
  for (const auto& [name, value] : now.items()) {
    if (name == "input_name" || before.at(name) == value) continue;
    differences.push_back(absl::StrCat(name, " was ", before.at(name).dump(), " and is ", value.dump()));
  }
  return absl::StrJoin(differences, "; ");
}

}  // namespace moebench::language
