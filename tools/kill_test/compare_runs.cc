#include "tools/kill_test/compare_runs.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "google/protobuf/util/message_differencer.h"
#include "moe_core/training/metric_log.h"
#include "stats/records/record_file.h"
#include "tools/kill_test/run_watch.h"

namespace moebench::tools {
namespace {

namespace fs = std::filesystem;

constexpr char kConfigName[] = "config.textproto";
constexpr char kMetricsName[] = "metrics.jsonl";
constexpr char kCheckpointFolder[] = "checkpoints/";

void AddDifference(absl::string_view name, const std::string& difference, std::vector<std::string>* differences) {
  if (!difference.empty()) differences->push_back(absl::StrCat(name, ": ", difference));
}

// Compares a file of both runs by `compare`, which sees the bytes.
template <typename Compare>
std::string DifferenceOfFiles(const std::string& name, const std::string& reference, const std::string& run,
                              Compare compare) {
  const absl::StatusOr<std::string> expected = ReadFile(absl::StrCat(reference, "/", name));
  if (!expected.ok()) return std::string(expected.status().message());
  const absl::StatusOr<std::string> found = ReadFile(absl::StrCat(run, "/", name));
  if (!found.ok()) return std::string(found.status().message());
  return compare(*expected, *found);
}

// The line with every wall-clock value replaced; what is no metric line stays as it is.
std::string WithoutWallClock(absl::string_view text) {
  absl::StatusOr<MetricLine> line = ParseMetricLine(text);
  if (!line.ok()) return std::string(text);
  for (auto& [name, value] : line->fields) {
    if (IsWallClockField(name)) value = int64_t{0};
  }
  return FormatMetricLine(*line);
}

void RemoveWallClock(google::protobuf::RepeatedPtrField<stats::Metric>* metrics) {
  for (stats::Metric& metric : *metrics) {
    if (IsWallClockField(metric.name())) metric.clear_value();
  }
}

stats::RunRecord WithoutMachineAndTime(stats::RunRecord record) {
  record.clear_provenance();
  record.clear_phase_time();
  record.clear_crc32c();  // of the file, and so of what was left out here
  RemoveWallClock(record.mutable_summary());
  for (stats::Evaluation& evaluation : *record.mutable_evaluation()) RemoveWallClock(evaluation.mutable_metric());
  return record;
}

std::string DifferenceOfRecordFiles(const std::string& name, const std::string& reference, const std::string& run) {
  const absl::StatusOr<stats::RunRecord> expected = stats::ReadRunRecord(absl::StrCat(reference, "/", name));
  if (!expected.ok()) return std::string(expected.status().message());
  const absl::StatusOr<stats::RunRecord> found = stats::ReadRunRecord(absl::StrCat(run, "/", name));
  if (!found.ok()) return std::string(found.status().message());
  return DifferenceOfRecords(*expected, *found);
}

std::set<std::string> NamesOfOtherFiles(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& [name, hash] : FolderContents(folder)) {
    const bool is_checkpoint = absl::StartsWith(name, kCheckpointFolder) && absl::EndsWith(name, ".safetensors");
    if (!is_checkpoint && !absl::StartsWith(name, "events.out.tfevents.")) names.insert(name);
  }
  return names;
}

std::string DifferenceOfFileNames(const std::string& reference, const std::string& run) {
  const std::set<std::string> expected = NamesOfOtherFiles(reference);
  const std::set<std::string> found = NamesOfOtherFiles(run);
  if (expected == found) return "";
  return absl::StrCat("{", absl::StrJoin(expected, ", "), "} expected, {", absl::StrJoin(found, ", "), "} found");
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> DifferencesBetweenRuns(const std::string& reference, const std::string& run,
                                                const std::vector<std::string>& extra_checkpoints) {
  std::vector<std::string> differences;
  AddDifference(kConfigName, DifferenceOfFiles(kConfigName, reference, run, DifferenceOfBytes), &differences);
  const std::vector<std::string> expected = CheckpointNames(reference);
  const std::vector<std::string> found = CheckpointNames(run);
  AddDifference(kCheckpointFolder, DifferenceOfCheckpointNames(expected, found, extra_checkpoints), &differences);
  for (const std::string& checkpoint : expected) {
    if (!Contains(found, checkpoint)) continue;
    const std::string name = kCheckpointFolder + checkpoint;
    AddDifference(name, DifferenceOfFiles(name, reference, run, DifferenceOfBytes), &differences);
  }
  AddDifference(kMetricsName, DifferenceOfFiles(kMetricsName, reference, run, DifferenceOfMetricLogs), &differences);
  for (const char* name : {stats::kRecordBinaryName, stats::kRecordJsonName}) {
    AddDifference(name, DifferenceOfRecordFiles(name, reference, run), &differences);
  }
  AddDifference("files", DifferenceOfFileNames(reference, run), &differences);
  return differences;
}

std::string DifferenceOfBytes(absl::string_view reference, absl::string_view run) {
  if (reference.size() != run.size()) return absl::StrCat(reference.size(), " bytes expected, ", run.size(), " found");
  const auto first = std::mismatch(reference.begin(), reference.end(), run.begin()).first;
  if (first == reference.end()) return "";
  return absl::StrCat("byte ", first - reference.begin(), " of ", reference.size(), " differs");
}

std::string DifferenceOfMetricLogs(absl::string_view reference, absl::string_view run) {
  const std::vector<absl::string_view> expected = absl::StrSplit(reference, '\n');
  const std::vector<absl::string_view> found = absl::StrSplit(run, '\n');
  for (size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    if (WithoutWallClock(expected[i]) == WithoutWallClock(found[i])) continue;
    return absl::StrCat("line ", i + 1, " is ", found[i], " where ", expected[i], " was expected");
  }
  if (expected.size() == found.size()) return "";
  return absl::StrCat(expected.size() - 1, " lines expected, ", found.size() - 1, " found");
}

std::string DifferenceOfRecords(const stats::RunRecord& reference, const stats::RunRecord& run) {
  const stats::RunRecord expected = WithoutMachineAndTime(reference);
  const stats::RunRecord found = WithoutMachineAndTime(run);
  // Bytes, because messages compare -0 and 0 as equal and NaN as different.
  if (expected.SerializeAsString() == found.SerializeAsString()) return "";
  google::protobuf::util::MessageDifferencer differencer;
  std::string report;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(expected, found)) return "numbers differ in their bits";
  const std::vector<absl::string_view> lines = absl::StrSplit(report, '\n');
  return std::string(lines[0]);
}

std::string DifferenceOfCheckpointNames(const std::vector<std::string>& reference, const std::vector<std::string>& run,
                                        const std::vector<std::string>& extra) {
  std::vector<std::string> all = reference;
  for (const std::string& name : extra) {
    if (!Contains(reference, name)) all.push_back(name);
  }
  std::sort(all.begin(), all.end(), IsEarlierCheckpoint);
  const bool enough = run.size() >= reference.size() && run.size() <= all.size();
  if (enough && std::equal(run.rbegin(), run.rend(), all.rbegin())) return "";
  return absl::StrCat(
      "{", absl::StrJoin(all, ", "), "} expected",
      all.size() > reference.size() ? absl::StrCat(", or the newest ", reference.size(), " of them") : "", "; {",
      absl::StrJoin(run, ", "), "} found");
}

std::map<std::string, std::string> FolderContents(const std::string& folder) {
  std::map<std::string, std::string> contents;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error)) continue;
    const absl::StatusOr<std::string> bytes = ReadFile(entry.path().string());
    contents[entry.path().lexically_relative(folder).string()] = bytes.ok() ? Sha256Hex(*bytes) : "unreadable";
  }
  return contents;
}

}  // namespace moebench::tools
