#include "language/data/shards/shard_journal.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/data/shards/json_fields.h"

namespace moebench::language {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "moebench unfinished token shards";
constexpr int64_t kVersion = 1;
constexpr int64_t kMost = int64_t{1} << 56;

uint32_t Crc(JsonFields& fields, const char* name) {
  return static_cast<uint32_t>(fields.Integer(name, 0, std::numeric_limits<uint32_t>::max()));
}

Json ToJson(const SplitProgress& split) {
  Json json;
  json["finished_shards"] = split.finished_shards;
  json["partial_tokens"] = split.partial.tokens;
  json["partial_documents"] = split.partial.documents;
  json["partial_crc32c"] = split.partial.crc32c;
  return json;
}

absl::StatusOr<SplitProgress> ParseSplit(const Json& json, const std::string& where) {
  JsonFields fields(json, where);
  SplitProgress split;
  split.finished_shards = fields.Integer("finished_shards", 0, kMost);
  split.partial.tokens = fields.Integer("partial_tokens", 0, kMost);
  split.partial.documents = fields.Integer("partial_documents", 0, kMost);
  split.partial.crc32c = Crc(fields, "partial_crc32c");
  MOE_RETURN_IF_ERROR(fields.status());
  return split;
}

}  // namespace

std::string FormatJournal(const ShardJournal& journal) {
  Json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["settings"] = ToJson(journal.settings);
  json["counts"] = ToJson(journal.counts);
  json["input_crc32c"] = journal.input_crc32c;
  json["distinct_documents"] = journal.distinct_documents;
  for (const Split split : kSplits) {
    json["splits"][SplitName(split)] = ToJson(journal.splits[static_cast<size_t>(split)]);
  }
  return FormatJson(json);
}

absl::StatusOr<ShardJournal> ParseJournal(absl::string_view bytes, const std::string& where) {
  MOE_ASSIGN_OR_RETURN(const Json json, ParseJsonObject(bytes, where));
  JsonFields fields(json, where);
  const std::string format = fields.Text("format");
  const int64_t version = fields.Integer("version");
  MOE_RETURN_IF_ERROR(fields.status());
  if (format != kFormat || version != kVersion) {
    return absl::DataLossError(absl::StrCat(where, " says \"", format, "\", version ", version, ", expected \"",
                                            kFormat, "\", version ", kVersion));
  }
  ShardJournal journal;
  MOE_ASSIGN_OR_RETURN(journal.settings, ParseSettings(fields.Object("settings"), absl::StrCat(where, ", settings")));
  MOE_ASSIGN_OR_RETURN(journal.counts, ParseCounts(fields.Object("counts"), absl::StrCat(where, ", counts")));
  journal.input_crc32c = Crc(fields, "input_crc32c");
  journal.distinct_documents = fields.Integer("distinct_documents", 0, kMost);
  JsonFields splits(fields.Object("splits"), absl::StrCat(where, ", splits"));
  MOE_RETURN_IF_ERROR(fields.status());
  for (const Split split : kSplits) {
    const Json& split_json = splits.Object(SplitName(split));
    MOE_RETURN_IF_ERROR(splits.status());
    const std::string split_where = absl::StrCat(where, ", split ", SplitName(split));
    MOE_ASSIGN_OR_RETURN(journal.splits[static_cast<size_t>(split)], ParseSplit(split_json, split_where));
  }
  return journal;
}

}  // namespace moebench::language
