#include "stats/reports/controls_section.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

bool IsNegative(const Study& study, const Comparison& comparison) {
  const std::string& control = study.options.negative_control;
  return !control.empty() && (comparison.a == control || comparison.b == control);
}

TableCell OutsideCell(const MarginResult& margin, const Comparison& comparison) {
  if (!margin.tested) return {"not tested", {}, Tone::kMuted};
  const bool outside = LiesOutside(comparison.equivalence_interval, {-margin.margin, margin.margin});
  return PassedCell(outside, "outside", "not outside");
}

TableCell EquivalentCell(const MarginResult& margin, const Comparison& comparison) {
  const PairResult* pair = margin.tested ? FindPair(margin, comparison) : nullptr;
  if (pair == nullptr) return {"not tested", {}, Tone::kMuted};
  return DecisionCell(pair->comparison.decision);
}

ChartRow ControlRow(const Study& study, const Comparison& comparison) {
  const bool negative = IsNegative(study, comparison);
  const int decimals = DifferenceDecimals(study);
  ChartRow row;
  row.label = PairLabel(comparison);
  row.tone = Tone::kMuted;
  row.spans = {{comparison.difference_interval.lower, comparison.difference_interval.upper, false},
               {comparison.equivalence_interval.lower, comparison.equivalence_interval.upper, true}};
  row.marks = {{comparison.difference, negative ? Shape::kTriangle : Shape::kSquare}};
  row.text = absl::StrCat(FixedText(comparison.difference, decimals), " ",
                          IntervalText(comparison.equivalence_interval, decimals));
  for (const MarginResult& margin : study.margins) {
    row.verdicts.push_back(negative ? OutsideCell(margin, comparison) : EquivalentCell(margin, comparison));
  }
  return row;
}

RowChart ControlChart(const Study& study) {
  RowChart chart;
  chart.caption = "Pairs with a control";
  std::vector<double> shown = {0};
  for (const PairResult* pair : ControlPairs(study)) {
    chart.rows.push_back(ControlRow(study, pair->comparison));
    for (const ChartSpan& span : chart.rows.back().spans) shown.insert(shown.end(), {span.lower, span.upper});
  }
  for (const MarginResult& margin : study.margins) {
    chart.bands.push_back({-margin.margin, margin.margin, MarginText(margin.margin)});
    chart.verdict_headers.push_back(absl::StrCat("at ", MarginText(margin.margin)));
    shown.insert(shown.end(), {-margin.margin, margin.margin});
  }
  chart.axis = MakeAxis(absl::StrCat("difference in ", DifferenceMetric(study.options)), shown);
  chart.references = {0};
  chart.label_header = "pair";
  chart.text_header = absl::StrCat("difference [", EquivalenceConfidenceText(study.options), " interval]");
  chart.legend = {{"pair with the negative control", Shape::kTriangle, false, Tone::kMuted},
                  {"pair with the positive control", Shape::kSquare, false, Tone::kMuted}};
  return chart;
}

Table ResultTable(const Study& study) {
  Table table;
  table.caption = "What the controls had to show, and did";
  table.columns = {{"margin", true}, {"control"}, {"kind"}, {"result"}, {"in words"}};
  for (const MarginResult* margin : TestedMargins(study)) {
    for (const ControlResult& control : margin->controls) {
      table.rows.push_back({{MarginText(margin->margin), margin->margin},
                            {control.variant},
                            {control.negative ? "negative" : "positive"},
                            PassedCell(control.passed, "passed", control.judged ? "failed" : "not judged"),
                            {control.words}});
    }
  }
  return table;
}

}  // namespace

Section ControlsSection(const Study& study) {
  Section section{"controls", "Controls", {}};
  Table results = ResultTable(study);
  if (results.rows.empty()) {
    section.blocks.push_back(
        Paragraph{"No control was analysed. Nothing here shows that the study would have found a difference if there "
                  "were one, or "
                  "equivalence of two sets of runs that differ in their seeds alone.",
                  "Not validated.", Tone::kFailed});
    return section;
  }
  section.blocks.push_back(
      Paragraph{"The negative control is known to differ: it passes only where its whole interval lies outside the "
                "margin against "
                "every variant, for failing to be equivalent is what noise does too. The positive control is the same "
                "configuration "
                "with other seeds, and must be equivalent. Controls are judged at each margin, and are not in the "
                "family of pairs."});
  section.blocks.push_back(std::move(results));
  if (!ControlPairs(study).empty()) section.blocks.push_back(ControlChart(study));
  return section;
}

}  // namespace moebench::stats
