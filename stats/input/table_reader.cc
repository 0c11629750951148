#include "stats/input/table_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "stats/input/cell_value.h"
#include "stats/input/csv_table.h"
#include "stats/input/json_table.h"
#include "stats/input/name_check.h"
#include "stats/input/natural_order.h"
#include "stats/input/unit_mean.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostBytes = size_t{1} << 30;
constexpr std::array<const char*, 5> kKnownColumns = {"variant", "seed", "batch", "example", "tokens"};

// Where the columns are; -1: absent.
struct Layout {
  int value = -1, variant = -1, seed = -1, batch = -1, example = -1, tokens = -1;

  bool has_keys() const { return batch >= 0 || example >= 0; }
};

// A run being put together, with the line of each of its units.
struct RunRows {
  RunSample run;
  std::vector<int> line;
};

// A column that is nearly one of ours would be ignored without a word.
absl::Status CheckSpelling(const CellTable& table) {
  for (const std::string& column : table.columns) {
    const std::string lower = absl::AsciiStrToLower(absl::StripAsciiWhitespace(column));
    for (const std::string known : kKnownColumns) {
      if (column == known || (lower != known && lower != known + "s" && lower + "s" != known)) continue;
      return LineError(table.source, 1,
                       absl::StrCat("the column ", Shown(column), " is read only if it is called \"", known, "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status NoColumn(const CellTable& table, const std::string& metric) {
  std::string hint = DidYouMean(metric, table.columns);
  for (const char separator : {';', '\t'}) {
    if (table.columns.size() != 1 || !absl::StrContains(table.columns[0], separator)) continue;
    hint = absl::StrCat("; its fields seem to be separated by ", separator == ';' ? "semicolons" : "tabs",
                        ", expected commas");
  }
  return absl::DataLossError(absl::StrCat(table.source, " has no column ", Shown(metric), ", which is the metric", hint,
                                          "; its columns are ", Shown(absl::StrJoin(table.columns, ", "))));
}

absl::StatusOr<Layout> FindColumns(const CellTable& table, const std::string& metric) {
  if (metric.empty()) return absl::InvalidArgumentError("no metric is named, such as val_loss");
  if (std::find(kKnownColumns.begin(), kKnownColumns.end(), metric) != kKnownColumns.end()) {
    return absl::InvalidArgumentError(absl::StrCat("the metric ", Shown(metric), " has the name of a column of keys"));
  }
  Layout layout;
  layout.value = table.Find(metric);
  if (layout.value < 0) return NoColumn(table, metric);
  MOE_RETURN_IF_ERROR(CheckSpelling(table));
  layout.variant = table.Find("variant");
  layout.seed = table.Find("seed");
  layout.batch = table.Find("batch");
  layout.example = table.Find("example");
  layout.tokens = table.Find("tokens");
  return layout;
}

absl::StatusOr<double> MetricValue(const CellTable& table, const CellRow& row, const Layout& layout,
                                   const std::string& metric) {
  MOE_ASSIGN_OR_RETURN(const double value, CellNumber(table, row, layout.value));
  if (metric == kCorrect && value != 0 && value != 1) {
    return CellError(table, row, layout.value, "is neither 0 nor 1");
  }
  if (metric == kPerplexity && value < 1) {
    return CellError(table, row, layout.value, "is no perplexity; expected 1 or more");
  }
  return value;
}

absl::StatusOr<double> Weight(const CellTable& table, const CellRow& row, int column) {
  MOE_ASSIGN_OR_RETURN(const double tokens, CellNumber(table, row, column));
  if (tokens > 0 && tokens <= kMostTokens) return tokens;
  return CellError(table, row, column, "is no number of tokens; expected more than 0 and at most 2^53");
}

absl::StatusOr<std::string> Key(const CellTable& table, const CellRow& row, const Layout& layout) {
  std::string key;
  for (const int column : {layout.batch, layout.example}) {
    if (column < 0) continue;
    MOE_ASSIGN_OR_RETURN(const std::string part, CellName(table, row, column));
    absl::StrAppend(&key, key.empty() ? "" : "/", part);
  }
  return key;
}

absl::Status AddRow(const CellTable& table, const CellRow& row, const Layout& layout, const std::string& metric,
                    RunRows* rows) {
  rows->line.push_back(row.line);
  MOE_ASSIGN_OR_RETURN(const double value, MetricValue(table, row, layout, metric));
  rows->run.unit_value.push_back(value);
  if (layout.tokens >= 0) {
    MOE_ASSIGN_OR_RETURN(const double weight, Weight(table, row, layout.tokens));
    rows->run.unit_weight.push_back(weight);
  }
  if (layout.has_keys()) {
    MOE_ASSIGN_OR_RETURN(std::string key, Key(table, row, layout));
    rows->run.unit_key.push_back(std::move(key));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RunRows>> GroupRows(const CellTable& table, const Layout& layout,
                                               const std::string& metric) {
  const std::string file_name = std::filesystem::path(table.source).stem().string();
  if (layout.variant < 0 && !NameProblem(file_name).empty()) {
    return absl::DataLossError(absl::StrCat("the file name ", Shown(file_name), " ", NameProblem(file_name),
                                            ", so it names no variant; add a column variant"));
  }
  std::map<std::pair<std::string, std::string>, size_t> index;
  std::vector<RunRows> runs;
  for (const CellRow& row : table.rows) {
    std::string variant = file_name, seed;
    if (layout.variant >= 0) {
      MOE_ASSIGN_OR_RETURN(variant, CellName(table, row, layout.variant));
    }
    if (layout.seed >= 0) {
      MOE_ASSIGN_OR_RETURN(seed, CellName(table, row, layout.seed));
    }
    const auto [at, is_new] = index.emplace(std::make_pair(variant, seed), runs.size());
    if (is_new) {
      runs.emplace_back();
      runs.back().run.variant = variant;
      runs.back().run.seed = seed;
      runs.back().run.source = table.source;
    }
    MOE_RETURN_IF_ERROR(AddRow(table, row, layout, metric, &runs[at->second]));
  }
  return runs;
}

template <typename T>
std::vector<T> Permuted(const std::vector<T>& values, const std::vector<size_t>& order) {
  std::vector<T> permuted;
  permuted.reserve(values.size());
  if (!values.empty()) {
    for (const size_t i : order) permuted.push_back(values[i]);
  }
  return permuted;
}

absl::Status SortUnits(RunRows* rows) {
  RunSample& run = rows->run;
  if (run.unit_key.empty()) return absl::OkStatus();
  std::vector<size_t> order(run.unit_key.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t i, size_t j) { return NaturalLess(run.unit_key[i], run.unit_key[j]); });
  for (size_t i = 1; i < order.size(); ++i) {
    if (run.unit_key[order[i]] != run.unit_key[order[i - 1]]) continue;
    return LineError(
        run.source, rows->line[order[i]],
        absl::StrCat("the key ", Shown(run.unit_key[order[i]]), " of variant ", Shown(run.variant), ", seed ",
                     Shown(run.seed), ", stands on line ", rows->line[order[i - 1]], " already"));
  }
  run.unit_value = Permuted(run.unit_value, order);
  run.unit_weight = Permuted(run.unit_weight, order);
  run.unit_key = Permuted(run.unit_key, order);
  return absl::OkStatus();
}

// Whether the rows of a run are units or the one row is the run; and of the units what kind.
absl::Status FinishRun(const Layout& layout, const std::string& metric, RunRows* rows) {
  RunSample& run = rows->run;
  if (!layout.has_keys() && layout.seed >= 0 && run.unit_value.size() > 1) {
    return LineError(run.source, rows->line[1],
                     absl::StrCat("variant ", Shown(run.variant), ", seed ", Shown(run.seed), " stands on line ",
                                  rows->line[0], " already; several rows a run need a column batch or example"));
  }
  if (!layout.has_keys() && run.unit_value.size() == 1) {
    run.value = run.unit_value[0];
    run.unit_value.clear();
    run.unit_weight.clear();
    return absl::OkStatus();
  }
  run.unit = layout.example >= 0 || metric == kCorrect ? InferenceUnit::kExamples : InferenceUnit::kBatches;
  if (metric == kPerplexity) {
    for (double& value : run.unit_value) value = std::log(value);
  }
  MOE_RETURN_IF_ERROR(SortUnits(rows));
  MOE_ASSIGN_OR_RETURN(run.value, ValueOfUnits(run, metric));
  return absl::OkStatus();
}

absl::StatusOr<CellTable> ParseCells(absl::string_view bytes, const std::string& source) {
  absl::string_view text = bytes;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  text = absl::StripLeadingAsciiWhitespace(text);
  const bool json = absl::StartsWith(text, "{") || absl::StartsWith(text, "[");
  return json ? ParseJsonTable(bytes, source) : ParseCsvTable(bytes, source);
}

}  // namespace

absl::StatusOr<std::vector<RunSample>> ParseTable(absl::string_view bytes, const std::string& source,
                                                  const std::string& metric) {
  MOE_ASSIGN_OR_RETURN(const CellTable table, ParseCells(bytes, source));
  MOE_ASSIGN_OR_RETURN(const Layout layout, FindColumns(table, metric));
  if (table.rows.empty()) return absl::DataLossError(absl::StrCat(source, " has no row below its header"));
  MOE_ASSIGN_OR_RETURN(std::vector<RunRows> runs, GroupRows(table, layout, metric));
  std::vector<RunSample> samples;
  for (RunRows& rows : runs) {
    MOE_RETURN_IF_ERROR(FinishRun(layout, metric, &rows));
    samples.push_back(std::move(rows.run));
  }
  return samples;
}

absl::StatusOr<std::vector<RunSample>> ReadTable(const std::string& path, const std::string& metric) {
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMostBytes));
  return ParseTable(bytes, path, metric);
}

}  // namespace moebench::stats
