// metrics.jsonl: one JSON object a line, written as training goes, read by people and plots.
//
//   {"kind":"train","step":50,"loss":2.3025851,"samples_per_second":812.5}
//   {"kind":"evaluation","step":50,"accuracy":0.125,"usage":[0.5,0.25,0.25]}
//
//   MOE_ASSIGN_OR_RETURN(MetricLog log, MetricLog::Open(absl::StrCat(run_folder, "/metrics.jsonl")));
//   MOE_RETURN_IF_ERROR(log.Append({"train", step, {{"loss", loss}, {"step_seconds", seconds}}}));
//
// Every line has "kind" and "step" first, then its fields in the order given. Doubles are printed in the fewest digits
// that read back to the same value and always look like doubles ("2.0"); those that JSON cannot hold are the strings
// "NaN", "Infinity" and "-Infinity". A line is one write, so a killed process leaves at most its last line torn.
#ifndef MOEBENCH_MOE_CORE_TRAINING_METRIC_LOG_H_
#define MOEBENCH_MOE_CORE_TRAINING_METRIC_LOG_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

using MetricValue = std::variant<int64_t, double, std::string, std::vector<double>>;

struct MetricLine {
  std::string kind;
  int64_t step = 0;
  std::vector<std::pair<std::string, MetricValue>> fields;
};

// True of fields that measure wall-clock time and so differ from run to run: names that end in _seconds, _per_second or
// time.
bool IsWallClockField(absl::string_view name);

// Without the line's end.
std::string FormatMetricLine(const MetricLine& line);
absl::StatusOr<MetricLine> ParseMetricLine(absl::string_view text);

class MetricLog {
 public:
  // Appends to the file, or begins it.
  static absl::StatusOr<MetricLog> Open(const std::string& path);
  MetricLog(MetricLog&& other) noexcept;
  MetricLog& operator=(MetricLog&&) = delete;
  ~MetricLog();

  absl::Status Append(const MetricLine& line);
  // Waits until the lines are on the disk. Before a checkpoint, so that no power cut keeps it and loses them.
  absl::Status Sync();

 private:
  MetricLog(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;
};

// All complete lines. A torn last line is left out; any other that is no metric line is an error with its number.
absl::StatusOr<std::vector<MetricLine>> ReadMetricLog(const std::string& path);

// Cuts the file back to a checkpoint: only complete lines with a step <= `step` stay, byte for byte (-1 keeps none).
// What cannot be read as a metric line goes too. No file is no error.
absl::Status TruncateTo(const std::string& path, int64_t step);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_METRIC_LOG_H_
