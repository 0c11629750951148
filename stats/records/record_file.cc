#include "stats/records/record_file.h"

#include <google/protobuf/util/json_util.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "base/status_macros.h"

namespace moebench::stats {
namespace {

// Tag (field 22, fixed 32 bits: two bytes) and value.
constexpr size_t kChecksumFieldBytes = 6;

// Fields are written in the order of their numbers, so the checksum, the highest, is serialised apart and appended.
std::string ToBinary(const RunRecord& record) {
  std::string bytes = record.SerializeAsString();
  RunRecord checksum;
  checksum.set_crc32c(Crc32c(bytes));
  return bytes + checksum.SerializeAsString();
}

absl::StatusOr<std::string> ToJson(const RunRecord& record) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(record, &json, options);
  if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat("a run record is no JSON: ", status.ToString()));
  return json;
}

absl::Status CheckVersion(const RunRecord& record, const std::string& path) {
  if (record.schema_version() == kRunRecordSchemaVersion) return absl::OkStatus();
  if (!record.has_schema_version()) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no run record: it has no schema_version"));
  }
  return absl::FailedPreconditionError(absl::StrCat(path, " has schema_version ", record.schema_version(),
                                                    ", this program reads ", kRunRecordSchemaVersion,
                                                    "; read it with the version of moebench that wrote it"));
}

absl::StatusOr<RunRecord> FromBinary(absl::string_view bytes, const std::string& path) {
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat(path, " is cut short or damaged (", bytes.size(),
                                       " bytes, checksum does not match); use a copy, or record.json beside it"));
  if (bytes.size() < kChecksumFieldBytes) return damaged;
  const absl::string_view body = bytes.substr(0, bytes.size() - kChecksumFieldBytes);
  RunRecord checksum;
  const bool parsed = checksum.ParseFromArray(bytes.data() + body.size(), kChecksumFieldBytes);
  if (!parsed || !checksum.has_crc32c() || checksum.crc32c() != Crc32c(body)) return damaged;

  RunRecord record;
  if (!record.ParseFromArray(body.data(), static_cast<int>(body.size()))) return damaged;
  MOE_RETURN_IF_ERROR(CheckVersion(record, path));
  return record;
}

absl::StatusOr<RunRecord> FromJson(const std::string& json, const std::string& path) {
  RunRecord record;
  google::protobuf::util::JsonParseOptions options;
  const auto strict = google::protobuf::util::JsonStringToMessage(json, &record, options);
  if (strict.ok()) {
    MOE_RETURN_IF_ERROR(CheckVersion(record, path));
    return record;
  }
  // A record of another version may have fields unknown here; its version is the better explanation.
  options.ignore_unknown_fields = true;
  record.Clear();
  if (google::protobuf::util::JsonStringToMessage(json, &record, options).ok()) {
    MOE_RETURN_IF_ERROR(CheckVersion(record, path));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is cut short or no run record: ", std::string(strict.message())));
}

absl::StatusOr<std::string> RecordFileIn(const std::string& folder) {
  for (const char* name : {kRecordBinaryName, kRecordJsonName}) {
    const std::string path = absl::StrCat(folder, "/", name);
    std::error_code error;
    if (std::filesystem::exists(path, error)) return path;
  }
  return absl::NotFoundError(
      absl::StrCat(folder, " holds no ", kRecordBinaryName, " and no ", kRecordJsonName, "; a run folder is expected"));
}

}  // namespace

absl::Status WriteRunRecord(const RunRecord& record, const std::string& folder) {
  RunRecord stamped = record;
  stamped.set_schema_version(kRunRecordSchemaVersion);
  stamped.clear_crc32c();
  MOE_ASSIGN_OR_RETURN(const std::string json, ToJson(stamped));
  MOE_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", kRecordJsonName), json));
  return WriteFileAtomically(absl::StrCat(folder, "/", kRecordBinaryName), ToBinary(stamped));
}

absl::StatusOr<RunRecord> ReadRunRecord(const std::string& path) {
  std::error_code error;
  std::string file = path;
  if (std::filesystem::is_directory(path, error)) {
    MOE_ASSIGN_OR_RETURN(file, RecordFileIn(path));
  }
  // Protobuf cannot parse more.
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, size_t{INT32_MAX}));
  return ParseRunRecord(bytes, file);
}

absl::StatusOr<RunRecord> ParseRunRecord(const std::string& bytes, const std::string& path) {
  const bool json = absl::EndsWith(path, ".json") || absl::StartsWith(absl::StripLeadingAsciiWhitespace(bytes), "{");
  return json ? FromJson(bytes, path) : FromBinary(bytes, path);
}

}  // namespace moebench::stats
