#include "stats/reports/paper_section.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "stats/estimators/summary.h"
#include "stats/reports/number_text.h"
#include "stats/reports/paper_conclusions.h"

namespace moebench::stats {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();  // written "n/a"

std::optional<double> OursOf(const RunSample& run, const std::string& metric, const std::string& study_metric) {
  const auto find = [&](const auto& metrics) -> std::optional<double> {
    for (const Metric& entry : metrics) {
      if (entry.name() == metric && std::isfinite(entry.value())) return entry.value();
    }
    return std::nullopt;
  };
  if (const std::optional<double> value = find(run.record->summary())) return value;
  const int evaluations = run.record->evaluation_size();
  if (evaluations > 0) {
    if (const std::optional<double> value = find(run.record->evaluation(evaluations - 1).metric())) return value;
  }
  if (metric == study_metric) return run.value;
  return std::nullopt;
}

TableCell OursCell(const std::vector<double>& values, int decimals) {
  if (values.empty()) return {"not measured", {}, Tone::kMuted};
  const double mean = Mean(values).value_or(kUnknown);
  std::string text = FixedText(mean, decimals);
  if (values.size() > 1) {
    absl::StrAppend(&text, " ± ", FixedText(StandardDeviation(values).value_or(kUnknown), decimals));
  }
  return {absl::StrCat(text, " (", values.size(), ")"), mean};
}

std::vector<TableCell> NumberRow(const Study& study, const std::string& variant, const PaperResult& paper,
                                 const std::vector<const RunSample*>& runs) {
  std::vector<double> ours;
  for (const RunSample* run : runs) {
    const std::optional<double> value = OursOf(*run, paper.metric(), study.options.metric);
    if (value) ours.push_back(*value);
  }
  double largest = std::fabs(paper.value());
  for (const double value : ours) largest = std::max(largest, std::fabs(value));
  const int decimals = std::min(DecimalsFor(largest) + 1, 4);
  TableCell theirs = {paper.text().empty() ? "–" : paper.text(), {}};
  TableCell difference = {"–", {}, Tone::kMuted};
  if (paper.has_value()) {
    theirs = {FixedText(paper.value(), decimals), paper.value()};
    if (!paper.text().empty()) absl::StrAppend(&theirs.text, " (", paper.text(), ")");
    if (!ours.empty()) {
      const double value = Mean(ours).value_or(kUnknown) - paper.value();
      difference = {FixedText(value, decimals), value};
    }
  }
  return {
      {variant},       {paper.metric()}, theirs, OursCell(ours, decimals), difference, {runs.front()->record->scale()},
      {paper.source()}};
}

Table NumbersTable(const Study& study, absl::Span<const RunSample> runs) {
  Table table;
  table.caption = "Numbers";
  table.columns = {{"variant"}, {"metric"}, {"paper", true}, {"ours, mean ± sd (seeds)", true}, {"ours − paper", true},
                   {"scale"},   {"source"}};
  for (const VariantSummary& variant : study.variants) {
    std::vector<const RunSample*> of_variant;
    for (const RunSample& run : runs) {
      if (run.variant == variant.name && run.record) of_variant.push_back(&run);
    }
    std::set<std::pair<std::string, std::string>> seen;  // every seed's record repeats them
    for (const RunSample* run : of_variant) {
      for (const PaperResult& paper : run->record->paper()) {
        if (!seen.emplace(paper.metric(), paper.source()).second) continue;
        table.rows.push_back(NumberRow(study, variant.name, paper, of_variant));
      }
    }
  }
  table.note = "Only runs at scale \"paper\" are to be compared number by number.";
  return table;
}

}  // namespace

Section PaperSection(const Study& study, absl::Span<const RunSample> runs, const PaperClaims& claims) {
  Section section{"paper", "Paper against ours", ConclusionBlocks(study, claims)};
  Table numbers = NumbersTable(study, runs);
  if (!numbers.rows.empty()) section.blocks.push_back(std::move(numbers));
  return section;
}

}  // namespace moebench::stats
