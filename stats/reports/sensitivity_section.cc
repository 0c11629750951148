#include "stats/reports/sensitivity_section.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

RowChart SmallestMarginChart(const Study& study, const std::vector<const PairResult*>& pairs) {
  RowChart chart;
  const int decimals = DifferenceDecimals(study);
  chart.caption = "Smallest margin at which each pair would have been declared equivalent";
  chart.label_header = "pair";
  chart.text_header = "smallest margin";
  std::vector<double> shown = {0};
  for (const PairResult* pair : pairs) {
    ChartRow row;
    row.label = PairLabel(pair->comparison);
    row.spans = {{0, pair->smallest_margin, true}};
    row.marks = {{pair->smallest_margin, Shape::kDiamond}};
    row.text = FixedText(pair->smallest_margin, decimals);
    chart.rows.push_back(std::move(row));
    shown.push_back(pair->smallest_margin);
  }
  for (const MarginResult& margin : study.margins) {
    chart.references.push_back(margin.margin);
    shown.push_back(margin.margin);
  }
  chart.axis = MakeAxis(absl::StrCat("margin in ", DifferenceMetric(study.options)), shown);
  chart.axis.lower = 0;  // a margin is positive
  chart.axis.ticks.erase(
      std::remove_if(chart.axis.ticks.begin(), chart.axis.ticks.end(), [](const Tick& tick) { return tick.value < 0; }),
      chart.axis.ticks.end());
  chart.legend = {{"smallest margin", Shape::kDiamond}, {"margins of the study (lines)", {}, false}};
  return chart;
}

// In order of first appearance.
std::vector<std::string> SensitivityMethods(const std::vector<const PairResult*>& pairs) {
  std::vector<std::string> methods;
  for (const PairResult* pair : pairs) {
    for (const Comparison& other : pair->sensitivity) {
      if (std::find(methods.begin(), methods.end(), other.method) == methods.end()) methods.push_back(other.method);
    }
  }
  return methods;
}

const Comparison* FindMethod(const PairResult& pair, const std::string& method) {
  for (const Comparison& other : pair.sensitivity) {
    if (other.method == method) return &other;
  }
  return nullptr;
}

// How many pairs the method finds equivalent at the margin; absent where it was not applied.
TableCell EquivalentByMethod(const MarginResult& margin, const std::string& method) {
  int of = 0, equivalent = 0;
  bool reliable = true;
  for (const PairResult& pair : margin.pairs) {
    const Comparison* other = pair.involves_control ? nullptr : FindMethod(pair, method);
    if (other == nullptr) continue;
    ++of;
    equivalent += other->decision == Decision::kEquivalent || other->decision == Decision::kBoth;
    reliable = reliable && other->reliable;
  }
  if (of == 0) return {"–", {}, Tone::kMuted};
  return {absl::StrCat(equivalent, " of ", of, reliable ? "" : " †"), equivalent};
}

Table CountsTable(const Study& study, const std::vector<std::string>& methods) {
  Table table;
  table.caption = "Pairs that each method finds equivalent";
  table.columns = {{"method"}};
  std::vector<TableCell> primary = {{"primary method"}};
  const std::vector<const MarginResult*> margins = TestedMargins(study);
  for (const MarginResult* margin : margins) {
    table.columns.push_back({absl::StrCat("at ", MarginText(margin->margin)), true});
    primary.push_back({absl::StrCat(margin->equivalent_pairs, " of ", margin->family_pairs), margin->equivalent_pairs});
  }
  table.rows.push_back(std::move(primary));
  for (const std::string& method : methods) {
    std::vector<TableCell> row = {{method}};
    for (const MarginResult* margin : margins) row.push_back(EquivalentByMethod(*margin, method));
    table.rows.push_back(std::move(row));
  }
  table.note =
      "Only the primary method decides. † unreliable for at least one pair, for instance fewer than 20 blocks.";
  return table;
}

Table MethodsTable(const Study& study, const std::vector<const PairResult*>& pairs,
                   const std::vector<std::string>& methods) {
  Table table;
  table.caption = "Smallest margin of each pair by each method";
  table.columns = {{"pair"}, {"primary method", true}};
  for (const std::string& method : methods) table.columns.push_back({method, true});
  const int decimals = DifferenceDecimals(study);
  for (const PairResult* pair : pairs) {
    std::vector<TableCell> row = {{PairLabel(pair->comparison)},
                                  {FixedText(pair->smallest_margin, decimals), pair->smallest_margin}};
    for (const std::string& method : methods) {
      const Comparison* other = FindMethod(*pair, method);
      if (other == nullptr) {
        row.push_back({"–", {}, Tone::kMuted});
        continue;
      }
      const double smallest = SmallestMargin(*other);
      row.push_back({absl::StrCat(FixedText(smallest, decimals), other->reliable ? "" : " †"), smallest});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

TableCell NeededCell(const std::optional<int>& n) {
  return n ? TableCell{absl::StrCat(*n), *n} : TableCell{"none suffices", {}, Tone::kMuted};
}

}  // namespace

Section SensitivitySection(const Study& study) {
  Section section{"sensitivity", "Sensitivity", {}};
  const std::vector<const PairResult*> pairs = FamilyPairs(study);
  if (pairs.empty()) return section;
  section.blocks.push_back(SmallestMarginChart(study, pairs));
  const std::vector<std::string> methods = SensitivityMethods(pairs);
  if (methods.empty()) return section;
  section.blocks.push_back(CountsTable(study, methods));
  section.blocks.push_back(MethodsTable(study, pairs, methods));
  return section;
}

Section PowerSection(const Study& study) {
  Section section{"power", "Power where the result is inconclusive", {}};
  Table table;
  table.columns = {{"margin", true},        {"pair"},
                   {"power at 0", true},    {"power at half the margin", true},
                   {"n needed at 0", true}, {"n needed at half the margin", true}};
  for (const MarginResult* margin : TestedMargins(study)) {
    for (const PairResult& pair : margin->pairs) {
      if (!pair.power) continue;
      const PowerNote& power = *pair.power;
      table.rows.push_back({{MarginText(margin->margin), margin->margin},
                            {PairLabel(pair.comparison)},
                            {FixedText(power.power_at_zero, 2), power.power_at_zero},
                            {FixedText(power.power_at_half_margin, 2), power.power_at_half_margin},
                            NeededCell(power.n_needed),
                            NeededCell(power.n_needed_half)});
    }
  }
  if (table.rows.empty()) return section;
  table.note =
      "Probability of finding equivalence if the true difference is 0, and if it is half the margin; n counts units of "
      "a "
      "variant for a power of 0.8. Power is never taken at the observed difference.";
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace moebench::stats
