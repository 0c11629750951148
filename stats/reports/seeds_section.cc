#include "stats/reports/seeds_section.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

// Decimals that keep values apart which differ by a hundredth of all their range.
int ValueDecimals(const Axis& axis) { return DecimalsFor((axis.upper - axis.lower) / 2); }

// Across the row, so that seeds of equal value are all seen: 0, then by turns above and below.
double Offset(size_t place, size_t of) {
  if (of < 4) return 0;
  constexpr double kLanes[] = {0, -0.7, 0.7, -0.35, 0.35};
  return kLanes[place % 5];
}

std::string SummaryText(const VariantSummary& variant, int decimals) {
  std::string text = FixedText(variant.mean, decimals);
  if (variant.sd) absl::StrAppend(&text, " ± ", FixedText(*variant.sd, decimals));
  return text;
}

ChartRow SeedRow(const VariantSummary& variant, int decimals) {
  ChartRow row;
  row.label = variant.control ? absl::StrCat(variant.name, " (control)") : variant.name;
  row.tone = variant.control ? Tone::kMuted : Tone::kNeutral;
  const Shape shape = variant.control ? Shape::kTriangle : Shape::kCircle;
  for (size_t i = 0; i < variant.values.size(); ++i) {
    row.marks.push_back({variant.values[i], shape, Offset(i, variant.values.size())});
  }
  if (variant.values.size() > 1) row.marks.push_back({variant.mean, Shape::kBar});
  row.text = SummaryText(variant, decimals);
  row.verdicts = {{absl::StrCat(variant.values.size()), static_cast<double>(variant.values.size())}};
  return row;
}

RowChart SeedChart(const Study& study) {
  RowChart chart;
  chart.caption = absl::StrCat("Values by seed: ", study.options.metric);
  std::vector<double> shown;
  bool controls = false, several = false;
  for (const VariantSummary& variant : study.variants) {
    several = several || variant.values.size() > 1;
    shown.insert(shown.end(), variant.values.begin(), variant.values.end());
    controls = controls || variant.control;
  }
  chart.axis = MakeAxis(study.options.metric, shown);
  for (const VariantSummary& variant : study.variants) {
    chart.rows.push_back(SeedRow(variant, ValueDecimals(chart.axis)));
  }
  chart.label_header = "variant";
  chart.text_header = "mean ± standard deviation";
  chart.verdict_headers = {"seeds"};
  chart.legend = {{"one seed", Shape::kCircle}};
  if (controls) chart.legend.push_back({"one seed of a control", Shape::kTriangle, false, Tone::kMuted});
  if (several) chart.legend.push_back({"mean", Shape::kBar});
  chart.note = "Standard deviations over seeds, n − 1. A single seed has none and is drawn as a point.";
  return chart;
}

void AddRow(const std::string& name, const std::optional<double>& value, int decimals, Table& table) {
  if (value) table.rows.push_back({{name}, {FixedText(*value, decimals), *value}});
}

Table ComponentsTable(const Study& study) {
  Table table;
  table.caption = "Where the spread lies";
  table.columns = {{"component"}, {"value", true}};
  const double larger = std::max(study.between_variance.value_or(0), study.within_variance.value_or(0));
  AddRow("variance between variants", study.between_variance, DecimalsFor(larger), table);
  AddRow("variance within variants, over seeds", study.within_variance, DecimalsFor(larger), table);
  AddRow("intraclass correlation", study.icc, 3, table);
  table.note = absl::StrCat("One-way random effects on ", DifferenceMetric(study.options),
                            ", controls apart. The intraclass correlation is the share that lies between variants.");
  return table;
}

}  // namespace

Section SeedsSection(const Study& study) {
  Section section{"seeds", "Seeds", {}};
  if (study.variants.empty()) return section;
  section.blocks.push_back(SeedChart(study));
  Table components = ComponentsTable(study);
  if (!components.rows.empty()) section.blocks.push_back(std::move(components));
  return section;
}

}  // namespace moebench::stats
