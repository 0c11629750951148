#include "language/data/shards/shard_manifest.h"

#include <sys/stat.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "language/data/shards/json_fields.h"

namespace moebench::language {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "moebench token shards";
constexpr int64_t kVersion = 1;
constexpr size_t kMaxBytes = size_t{1} << 28;

Json ToJson(const SplitEntry& split) {
  Json json;
  json["tokens"] = split.tokens;
  json["documents"] = split.documents;
  json["shards"] = Json::array();
  for (const ShardEntry& shard : split.shards) {
    Json entry;
    entry["file"] = shard.file;
    entry["tokens"] = shard.tokens;
    entry["documents"] = shard.documents;
    entry["contents_crc32c"] = shard.contents_crc32c;
    json["shards"].push_back(std::move(entry));
  }
  return json;
}

absl::StatusOr<ShardEntry> ParseShard(const Json& json, const std::string& expected_file, const std::string& where) {
  JsonFields fields(json, where);
  ShardEntry shard;
  shard.file = fields.Text("file");
  shard.tokens = fields.Integer("tokens");
  shard.documents = fields.Integer("documents");
  shard.contents_crc32c =
      static_cast<uint32_t>(fields.Integer("contents_crc32c", 0, std::numeric_limits<uint32_t>::max()));
  MOE_RETURN_IF_ERROR(fields.status());
  if (shard.file == expected_file) return shard;
  return absl::DataLossError(
      absl::StrCat(where, ": \"file\" is \"", shard.file, "\", expected \"", expected_file, "\""));
}

absl::StatusOr<SplitEntry> ParseSplit(const Json& json, Split split, const std::string& where) {
  JsonFields fields(json, where);
  SplitEntry entry;
  entry.tokens = fields.Integer("tokens");
  entry.documents = fields.Integer("documents");
  uint64_t tokens = 0, documents = 0;
  for (const Json& shard : fields.List("shards")) {
    const int64_t index = static_cast<int64_t>(entry.shards.size());
    MOE_ASSIGN_OR_RETURN(ShardEntry parsed,
                         ParseShard(shard, ShardFileName(split, index), absl::StrCat(where, ", shard ", index)));
    tokens += static_cast<uint64_t>(parsed.tokens);
    documents += static_cast<uint64_t>(parsed.documents);
    entry.shards.push_back(std::move(parsed));
  }
  MOE_RETURN_IF_ERROR(fields.status());
  if (tokens == static_cast<uint64_t>(entry.tokens) && documents == static_cast<uint64_t>(entry.documents))
    return entry;
  return absl::DataLossError(absl::StrCat(where, ": the shards hold ", tokens, " tokens and ", documents,
                                          " documents, expected ", entry.tokens, " and ", entry.documents));
}

bool Exists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

absl::Status NoManifest(const std::string& folder) {
  if (!Exists(folder)) return absl::NotFoundError(absl::StrCat("there is no folder ", folder));
  if (Exists(absl::StrCat(folder, "/", kJournalFile))) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is unfinished (it holds ", kJournalFile, " and no ", kManifestFile,
                     "): run the command that shards it again, which goes on from where it was stopped"));
  }
  return absl::NotFoundError(absl::StrCat(folder, " holds no ", kManifestFile,
                                          ": it is no folder of token shards; `tokenize shard` makes one"));
}

}  // namespace

std::string ShardFileName(Split split, int64_t index) {
  return absl::StrFormat("%s_%05d.tokens", SplitName(split), index);
}

std::string FormatManifest(const ShardManifest& manifest) {
  Json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["settings"] = ToJson(manifest.settings);
  json["counts"] = ToJson(manifest.counts);
  for (const Split split : kSplits) json["splits"][SplitName(split)] = ToJson(manifest.split(split));
  return FormatJson(json);
}

absl::StatusOr<ShardManifest> ParseManifest(absl::string_view bytes, const std::string& where) {
  MOE_ASSIGN_OR_RETURN(const Json json, ParseJsonObject(bytes, where));
  JsonFields fields(json, where);
  const std::string format = fields.Text("format");
  const int64_t version = fields.Integer("version");
  MOE_RETURN_IF_ERROR(fields.status());
  if (format != kFormat) {
    return absl::DataLossError(absl::StrCat(where, ": \"format\" is \"", format, "\", expected \"", kFormat, "\""));
  }
  if (version != kVersion) {
    return absl::FailedPreconditionError(absl::StrCat(where, " has version ", version,
                                                      " and this program reads version ", kVersion,
                                                      ": shard the corpus again, or use the other program"));
  }
  ShardManifest manifest;
  MOE_ASSIGN_OR_RETURN(manifest.settings, ParseSettings(fields.Object("settings"), absl::StrCat(where, ", settings")));
  MOE_ASSIGN_OR_RETURN(manifest.counts, ParseCounts(fields.Object("counts"), absl::StrCat(where, ", counts")));
  JsonFields splits(fields.Object("splits"), absl::StrCat(where, ", splits"));
  MOE_RETURN_IF_ERROR(fields.status());
  for (const Split split : kSplits) {
    const Json& split_json = splits.Object(SplitName(split));
    MOE_RETURN_IF_ERROR(splits.status());
    const std::string split_where = absl::StrCat(where, ", split ", SplitName(split));
    MOE_ASSIGN_OR_RETURN(manifest.splits[static_cast<size_t>(split)], ParseSplit(split_json, split, split_where));
  }
  return manifest;
}

absl::StatusOr<ShardManifest> ReadManifest(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kManifestFile);
  if (!Exists(path)) return NoManifest(folder);
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxBytes));
  return ParseManifest(bytes, path);
}

}  // namespace moebench::language
