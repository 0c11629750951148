#include "tools/ecology/csv_trace.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "moe_core/training/text_table.h"
#include "tools/ecology/csv_file.h"
#include "tools/ecology/trace_notices.h"

namespace moebench::tools {
namespace {

constexpr int kAbsent = -1;
constexpr int kShownWidth = 40;
constexpr int kShownHeaderWidth = 200;

// Where each column stands in a record.
struct Columns {
  std::vector<int> expert;  // [K]
  std::vector<int> weight;  // [K]
  int sample = kAbsent;
  int label = kAbsent;
  int prediction = kAbsent;
  int step = kAbsent;
  int layer = kAbsent;
  size_t count = 0;  // of all columns
};

template <typename Number>
bool ParseAll(absl::string_view text, Number* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

absl::Status CheckText(const std::vector<absl::string_view>& header) {
  for (const absl::string_view name : header) {
    if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); })) {
      return absl::DataLossError(
          "its first line holds control characters: it is no CSV text, and no whole safetensors file");
    }
  }
  return absl::OkStatus();
}

// Positions of prefix0, prefix1, ... as far as they go.
std::vector<int> Ranked(absl::string_view prefix, std::map<std::string, int>* positions) {
  std::vector<int> ranked;
  for (;;) {
    const auto found = positions->find(absl::StrCat(prefix, ranked.size()));
    if (found == positions->end()) return ranked;
    ranked.push_back(found->second);
    positions->erase(found);
  }
}

int Take(absl::string_view name, std::map<std::string, int>* positions) {
  const auto found = positions->find(std::string(name));
  if (found == positions->end()) return kAbsent;
  const int position = found->second;
  positions->erase(found);
  return position;
}

absl::Status CheckSlots(const Columns& columns, const std::vector<absl::string_view>& header) {
  const std::string expected = "expected expert0, expert1, ... and weight0, weight1, ..., as many of each";
  if (columns.expert.empty()) {
    const bool separator = header.size() == 1 && absl::StrContains(header[0], "expert0");
    return absl::DataLossError(absl::StrCat("there is no column expert0 among ",
                                            FitText(absl::StrJoin(header, ", "), kShownHeaderWidth), "; ",
                                            separator ? "columns are to be separated by commas" : expected));
  }
  if (columns.expert.size() == columns.weight.size()) return absl::OkStatus();
  const bool weights_lack = columns.weight.size() < columns.expert.size();
  return absl::DataLossError(absl::StrCat("there is no column ", weights_lack ? "weight" : "expert",
                                          std::min(columns.weight.size(), columns.expert.size()), "; ", expected));
}

std::vector<std::string> KnownNames(size_t top_k) {
  std::vector<std::string> names = {"sample", "label", "prediction", "step", "layer"};
  for (size_t slot = 0; slot <= top_k; ++slot) {
    names.push_back(absl::StrCat("expert", slot));
    names.push_back(absl::StrCat("weight", slot));
  }
  return names;
}

absl::StatusOr<Columns> ReadHeader(const std::vector<absl::string_view>& header, std::vector<std::string>* notices) {
  MOE_RETURN_IF_ERROR(CheckText(header));
  std::map<std::string, int> positions;
  for (const absl::string_view name : header) {
    if (!positions.emplace(name, positions.size()).second) {
      return absl::DataLossError(absl::StrCat("there are two columns \"", FitText(name, kShownWidth), "\""));
    }
  }
  Columns columns;
  columns.count = header.size();
  columns.expert = Ranked("expert", &positions);
  columns.weight = Ranked("weight", &positions);
  MOE_RETURN_IF_ERROR(CheckSlots(columns, header));
  columns.sample = Take("sample", &positions);
  columns.label = Take("label", &positions);
  columns.prediction = Take("prediction", &positions);
  columns.step = Take("step", &positions);
  columns.layer = Take("layer", &positions);
  for (const absl::string_view name : header) {
    if (positions.count(std::string(name)) == 0) continue;
    notices->push_back(NotReadNotice("column", name, KnownNames(columns.expert.size())));
  }
  return columns;
}

// One record at a time from text to values. Messages begin with the column.
class RowParser {
 public:
  explicit RowParser(Columns columns) : columns_(std::move(columns)) {
    row_.expert.resize(columns_.expert.size());
    row_.weight.resize(columns_.expert.size());
  }

  absl::Status Parse(const std::vector<absl::string_view>& fields) {
    if (fields.size() != columns_.count) {
      return absl::DataLossError(absl::StrCat("it has ", fields.size(), " fields, the header has ", columns_.count));
    }
    for (size_t slot = 0; slot < row_.expert.size(); ++slot) MOE_RETURN_IF_ERROR(ParseSlot(fields, slot));
    if (columns_.sample != kAbsent) row_.sample = SampleKey(fields[columns_.sample]);
    MOE_RETURN_IF_ERROR(ParseNumber("step", columns_.step, fields, &row_.step));
    MOE_RETURN_IF_ERROR(ParseNumber("layer", columns_.layer, fields, &row_.layer));
    return ParseRight(fields);
  }

  const TraceRow& row() const { return row_; }

 private:
  static absl::Status Refuse(absl::string_view column, absl::string_view text, absl::string_view expected) {
    return absl::DataLossError(
        absl::StrCat("column ", column, ": \"", FitText(text, kShownWidth), "\" is no ", expected));
  }

  // Numbers are their own keys: a hash of text that falls on one is too rare to matter for a notice.
  static uint64_t SampleKey(absl::string_view text) {
    uint64_t number = 0;
    return ParseAll(text, &number) ? number : absl::HashOf(text);
  }

  template <typename Number>
  static absl::Status ParseNumber(absl::string_view name, int column, const std::vector<absl::string_view>& fields,
                                  Number* value) {
    if (column == kAbsent || ParseAll(fields[column], value)) return absl::OkStatus();
    return Refuse(name, fields[column], std::is_integral_v<Number> ? "whole number" : "number");
  }

  absl::Status ParseSlot(const std::vector<absl::string_view>& fields, size_t slot) {
    const absl::string_view expert = fields[columns_.expert[slot]];
    const absl::string_view weight = fields[columns_.weight[slot]];
    if (expert.empty() && weight.empty()) {
      row_.expert[slot] = kNoExpert;
      return absl::OkStatus();
    }
    if (!ParseAll(expert, &row_.expert[slot])) {
      return Refuse(absl::StrCat("expert", slot), expert, "whole number; expected an expert's id, or -1 for none");
    }
    const bool may_be_blank = row_.expert[slot] == kNoExpert && weight.empty();
    if (may_be_blank || ParseAll(weight, &row_.weight[slot])) return absl::OkStatus();
    return Refuse(absl::StrCat("weight", slot), weight, "number");
  }

  absl::Status ParseRight(const std::vector<absl::string_view>& fields) {
    if (columns_.label == kAbsent || columns_.prediction == kAbsent) return absl::OkStatus();
    const absl::string_view label = fields[columns_.label];
    const absl::string_view prediction = fields[columns_.prediction];
    if (label.empty()) return Refuse("label", label, "value; expected a class in every row");
    if (prediction.empty()) return Refuse("prediction", prediction, "value; expected a class in every row");
    double a = 0;
    double b = 0;
    row_.right = label == prediction || (ParseAll(label, &a) && ParseAll(prediction, &b) && a == b);
    return absl::OkStatus();
  }

  const Columns columns_;
  TraceRow row_;
};

absl::Status At(const std::string& path, int64_t line, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ", line ", line, ": ", status.message()));
}

TraceColumns Present(const Columns& columns) {
  return {/*right=*/columns.label != kAbsent && columns.prediction != kAbsent, /*step=*/columns.step != kAbsent,
          /*layer=*/columns.layer != kAbsent, /*sample=*/columns.sample != kAbsent};
}

absl::Status AddRows(const std::string& path, CsvFile* file, Columns columns, TraceBuilder* builder) {
  RowParser parser(std::move(columns));
  std::vector<absl::string_view> fields;
  for (;;) {
    MOE_ASSIGN_OR_RETURN(const bool more, file->Next(&fields));
    if (!more) return absl::OkStatus();
    absl::Status status = parser.Parse(fields);
    if (status.ok()) status = builder->Add(parser.row());
    if (!status.ok()) return At(path, file->line(), status);
  }
}

}  // namespace

absl::StatusOr<RoutingTrace> ReadCsvTrace(const std::string& path, const ExpertNumbers& numbers) {
  MOE_ASSIGN_OR_RETURN(CsvFile file, CsvFile::Open(path));
  std::vector<absl::string_view> header;
  MOE_ASSIGN_OR_RETURN(const bool any, file.Next(&header));
  if (!any) return absl::DataLossError(absl::StrCat(path, ": it is empty; expected a header with expert0 and weight0"));
  std::vector<std::string> notices;
  const absl::StatusOr<Columns> columns = ReadHeader(header, &notices);
  if (!columns.ok()) return At(path, file.line(), columns.status());
  if ((columns->label == kAbsent) != (columns->prediction == kAbsent)) {
    notices.push_back(LoneLabelNotice("column", columns->label != kAbsent));
  }
  TraceBuilder builder(static_cast<int>(columns->expert.size()), Present(*columns), numbers);
  MOE_RETURN_IF_ERROR(AddRows(path, &file, *columns, &builder));
  absl::StatusOr<RoutingTrace> trace = std::move(builder).Finish();
  if (!trace.ok()) return absl::Status(trace.status().code(), absl::StrCat(path, ": ", trace.status().message()));
  trace->notices = std::move(notices);
  return trace;
}

}  // namespace moebench::tools
