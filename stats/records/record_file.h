// Run records as files: record.json for people and other programs, record.binpb (binary protobuf with a checksum) for
// ours. Both hold the same record; each is written atomically, the binary one last.
//
//   MOE_RETURN_IF_ERROR(WriteRunRecord(record, "runs/cifar10/1-20260102T030405Z"));
//   MOE_ASSIGN_OR_RETURN(RunRecord record, ReadRunRecord("runs/cifar10/1-20260102T030405Z"));
//
// JSON is protobuf's mapping with the .proto file's field names, in the order of their numbers: 64-bit integers are
// strings, and so are the numbers "NaN", "Infinity" and "-Infinity".
#ifndef MOEBENCH_STATS_RECORDS_RECORD_FILE_H_
#define MOEBENCH_STATS_RECORDS_RECORD_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "stats/records/run_record.pb.h"

namespace moebench::stats {

inline constexpr int kRunRecordSchemaVersion = 1;
inline constexpr char kRecordJsonName[] = "record.json";
inline constexpr char kRecordBinaryName[] = "record.binpb";

// Writes both files into an existing folder, over older ones. schema_version is set here.
absl::Status WriteRunRecord(const RunRecord& record, const std::string& folder);

// From a run folder (the binary file, or the JSON one where that is absent) or from a file; one whose name ends in
// .json or whose text begins with { is read as JSON. NotFound if there is none, DataLoss if it was cut or damaged,
// InvalidArgument for JSON that is no run record, FailedPrecondition for another schema_version.
absl::StatusOr<RunRecord> ReadRunRecord(const std::string& path);

// The same from the bytes of a file called `path`.
absl::StatusOr<RunRecord> ParseRunRecord(const std::string& bytes, const std::string& path);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_RECORDS_RECORD_FILE_H_
