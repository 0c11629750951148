#include "moe_core/training/metric_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "base/write_fully.h"
#include "nlohmann/json.hpp"

namespace moebench {
namespace {

using Json = nlohmann::ordered_json;

std::string Quoted(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string FormatDouble(double value) {
  if (std::isnan(value)) return "\"NaN\"";
  if (std::isinf(value)) return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  char digits[32];
  const std::to_chars_result result = std::to_chars(digits, digits + sizeof(digits), value);
  std::string text(digits, result.ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

struct FormatValue {
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(double value) const { return FormatDouble(value); }
  std::string operator()(const std::string& value) const { return Quoted(value); }
  std::string operator()(const std::vector<double>& values) const {
    std::string text = "[";
    for (size_t i = 0; i < values.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : ",", FormatDouble(values[i]));
    return text + "]";
  }
};

bool ParseDouble(const Json& json, double* value) {
  if (json.is_number()) {
    *value = json.get<double>();
  } else if (json == "NaN") {
    *value = std::nan("");
  } else if (json == "Infinity" || json == "-Infinity") {
    *value = json == "Infinity" ? INFINITY : -INFINITY;
  } else {
    return false;
  }
  return true;
}

bool ParseValue(const Json& json, MetricValue* value) {
  double number = 0;
  const bool beyond_int64 = json.is_number_unsigned() && json.get<uint64_t>() > INT64_MAX;
  if (json.is_number_integer() && !beyond_int64) {
    *value = json.get<int64_t>();
  } else if (ParseDouble(json, &number)) {
    *value = number;
  } else if (json.is_string()) {
    *value = json.get<std::string>();
  } else if (json.is_array()) {
    std::vector<double> numbers;
    for (const Json& element : json) {
      if (!ParseDouble(element, &number)) return false;
      numbers.push_back(number);
    }
    *value = std::move(numbers);
  } else {
    return false;
  }
  return true;
}

// What follows the last line's end was torn by a killed process.
absl::string_view WithoutTornLine(absl::string_view text) {
  const size_t end = text.rfind('\n');
  return end == absl::string_view::npos ? "" : text.substr(0, end + 1);
}

}  // namespace

bool IsWallClockField(absl::string_view name) {
  return absl::EndsWith(name, "_seconds") || absl::EndsWith(name, "_per_second") || absl::EndsWith(name, "time");
}

std::string FormatMetricLine(const MetricLine& line) {
  std::string text = absl::StrCat("{\"kind\":", Quoted(line.kind), ",\"step\":", line.step);
  for (const auto& [name, value] : line.fields) {
    absl::StrAppend(&text, ",", Quoted(name), ":", std::visit(FormatValue{}, value));
  }
  return text + "}";
}

absl::StatusOr<MetricLine> ParseMetricLine(absl::string_view text) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::InvalidArgumentError("not a JSON object");
  if (!json.contains("kind") || !json["kind"].is_string() || !json.contains("step") ||
      !json["step"].is_number_integer()) {
    return absl::InvalidArgumentError("without \"kind\" (text) and \"step\" (integer)");
  }
  MetricLine line;
  line.kind = json["kind"].get<std::string>();
  line.step = json["step"].get<int64_t>();
  for (const auto& [name, value] : json.items()) {
    if (name == "kind" || name == "step") continue;
    line.fields.emplace_back(name, MetricValue());
    if (!ParseValue(value, &line.fields.back().second)) {
      return absl::InvalidArgumentError(
          absl::StrCat("with a field \"", name, "\" that is no number, text or list of numbers"));
    }
  }
  return line;
}

absl::StatusOr<MetricLog> MetricLog::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  return MetricLog(path, fd);
}

MetricLog::MetricLog(MetricLog&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

MetricLog::~MetricLog() {
  if (fd_ >= 0) close(fd_);
}

absl::Status MetricLog::Append(const MetricLine& line) {
  const std::string text = FormatMetricLine(line) + "\n";
  absl::string_view rest = text;
  return WriteFully(fd_, path_, &rest);
}

absl::Status MetricLog::Sync() {
  if (fdatasync(fd_) != 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot sync ", path_));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<MetricLine>> ReadMetricLog(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<MetricLine> lines;
  for (const absl::string_view line_text : absl::StrSplit(WithoutTornLine(text), '\n', absl::SkipEmpty())) {
    absl::StatusOr<MetricLine> line = ParseMetricLine(line_text);
    if (!line.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " has a line ", lines.size() + 1, " ", line.status().message()));
    }
    lines.push_back(*std::move(line));
  }
  return lines;
}

absl::Status TruncateTo(const std::string& path, int64_t step) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) return absl::OkStatus();
  if (!text.ok()) return text.status();
  std::string kept;
  for (const absl::string_view line_text : absl::StrSplit(WithoutTornLine(*text), '\n', absl::SkipEmpty())) {
    const absl::StatusOr<MetricLine> line = ParseMetricLine(line_text);
    if (line.ok() && line->step <= step) absl::StrAppend(&kept, line_text, "\n");
  }
  return WriteFileAtomically(path, kept);
}

}  // namespace moebench
