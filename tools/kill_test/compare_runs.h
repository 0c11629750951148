// Whether two runs of one configuration and seed came to the same: bit for bit, except for what tells of the machine
// and of the time.
//
//   const std::vector<std::string> differences = DifferencesBetweenRuns(reference, resumed);
//   // {"checkpoints/step-000000020.safetensors: byte 4711 of 236766 differs", ...}; empty where they are equal
//
// Compared are config.textproto and checkpoints byte by byte; metrics.jsonl line by line, but for the values of
// wall-clock fields (IsWallClockField); the record's both files, but for provenance, phase times and wall-clock
// metrics; and the names of all other files except TensorBoard's, so that nothing half-written is left.
#ifndef MOEBENCH_TOOLS_KILL_TEST_COMPARE_RUNS_H_
#define MOEBENCH_TOOLS_KILL_TEST_COMPARE_RUNS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "stats/records/run_record.pb.h"

namespace moebench::tools {

// `extra_checkpoints` are names of those that `run` wrote besides the reference's, when it was asked to stop. They may
// have pushed out older ones.
std::vector<std::string> DifferencesBetweenRuns(const std::string& reference, const std::string& run,
                                                const std::vector<std::string>& extra_checkpoints = {});

// The parts of it; "" where there is no difference, else what and where the first one is.
std::string DifferenceOfBytes(absl::string_view reference, absl::string_view run);
std::string DifferenceOfMetricLogs(absl::string_view reference, absl::string_view run);
std::string DifferenceOfRecords(const stats::RunRecord& reference, const stats::RunRecord& run);
// Of lists in order of step: `run` has to hold the newest ones of both lists, and no fewer than the reference.
std::string DifferenceOfCheckpointNames(const std::vector<std::string>& reference, const std::vector<std::string>& run,
                                        const std::vector<std::string>& extra);

// SHA-256 of every file below `folder`, by path from there: whether a program changed anything.
std::map<std::string, std::string> FolderContents(const std::string& folder);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_COMPARE_RUNS_H_
