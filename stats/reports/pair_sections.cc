#include "stats/reports/pair_sections.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

TableCell Verdict(const MarginResult& margin, const Comparison& comparison) {
  const PairResult* pair = margin.tested ? FindPair(margin, comparison) : nullptr;
  if (pair == nullptr) return {"not tested", {}, Tone::kMuted};
  TableCell cell = DecisionCell(pair->comparison.decision);
  if (pair->decision_holm != pair->comparison.decision) {
    absl::StrAppend(&cell.text, " (Holm ", DecisionSymbol(pair->decision_holm), ")");
  }
  if (!pair->comparison.reliable) absl::StrAppend(&cell.text, " †");
  return cell;
}

ChartRow ForestRow(const Study& study, const Comparison& comparison) {
  const int decimals = DifferenceDecimals(study);
  ChartRow row;
  row.label = PairLabel(comparison);
  row.tone = DecisionTone(comparison.decision);
  row.spans = {{comparison.difference_interval.lower, comparison.difference_interval.upper, false},
               {comparison.equivalence_interval.lower, comparison.equivalence_interval.upper, true}};
  row.marks = {{comparison.difference, Shape::kCircle}};
  row.text = absl::StrCat(FixedText(comparison.difference, decimals), " ",
                          IntervalText(comparison.equivalence_interval, decimals));
  for (const MarginResult& margin : study.margins) row.verdicts.push_back(Verdict(margin, comparison));
  return row;
}

MatrixCell CellOf(const Study& study, const PairResult& pair, bool holm, bool flipped) {
  const Comparison& comparison = pair.comparison;
  const Decision decision = holm && !pair.involves_control ? pair.decision_holm : comparison.decision;
  const int decimals = DifferenceDecimals(study);
  const double sign = flipped ? -1 : 1;
  MatrixCell cell;
  cell.symbol = DecisionSymbol(decision);
  cell.detail = FixedText(sign * comparison.difference, decimals);
  cell.title = absl::StrCat(PairLabel(comparison), ": ", FixedText(comparison.difference, decimals), " ",
                            IntervalText(comparison.equivalence_interval, decimals), ", ", DecisionName(decision));
  cell.tone = DecisionTone(decision);
  cell.control = pair.involves_control;
  return cell;
}

MatrixChart Matrix(const Study& study, const MarginResult& margin) {
  MatrixChart matrix;
  matrix.caption = absl::StrCat("At ", MarginText(margin.margin));
  std::map<std::string, size_t> place;
  for (const VariantSummary& variant : study.variants) {
    place.emplace(variant.name, matrix.names.size());
    matrix.names.push_back(variant.name);
  }
  matrix.cells.assign(matrix.names.size(), std::vector<MatrixCell>(matrix.names.size()));
  for (const PairResult& pair : margin.pairs) {
    const auto a = place.find(pair.comparison.a), b = place.find(pair.comparison.b);
    if (a == place.end() || b == place.end()) continue;
    const bool upper = a->second < b->second;
    matrix.cells[a->second][b->second] = CellOf(study, pair, /*holm=*/!upper, /*flipped=*/false);
    matrix.cells[b->second][a->second] = CellOf(study, pair, /*holm=*/upper, /*flipped=*/true);
  }
  return matrix;
}

// How to read the matrices, of which `first` is one.
std::string MatrixWords(const Study& study, const MatrixChart& first) {
  bool controls = false, empty = false;
  for (size_t row = 0; row < first.cells.size(); ++row) {
    for (size_t column = 0; column < first.cells[row].size(); ++column) {
      controls = controls || first.cells[row][column].control;
      empty = empty || (row != column && first.cells[row][column].symbol.empty());
    }
  }
  return absl::StrCat(
      "Row minus column in ", DifferenceMetric(study.options),
      ". Above the diagonal each pair by itself; below it with Holm's correction over the pairs that are no controls.",
      controls ? " Pairs with a control have a dashed frame and no correction." : "",
      empty ? " A dot: not compared." : "");
}

std::vector<TableCell> NumbersRow(const Study& study, const MarginResult& margin, const PairResult& pair) {
  const Comparison& c = pair.comparison;
  const int decimals = DifferenceDecimals(study);
  const std::string n = c.n_a == c.n_b ? absl::StrCat(c.n_a) : absl::StrCat(c.n_a, ", ", c.n_b);
  const TableCell holm = pair.involves_control ? TableCell{"control", {}, Tone::kMuted}
                                               : TableCell{PText(pair.p_equivalence_holm), pair.p_equivalence_holm};
  return {{MarginText(margin.margin), margin.margin},
          {PairLabel(c)},
          {c.reliable ? c.method : absl::StrCat(c.method, " †")},
          {n},
          {FixedText(c.difference, decimals), c.difference},
          {FixedText(c.standard_error, decimals + 1), c.standard_error},
          {IntervalText(c.equivalence_interval, decimals)},
          {IntervalText(c.difference_interval, decimals)},
          {PText(c.p_equivalence), c.p_equivalence},
          holm,
          {PText(c.p_difference), c.p_difference},
          DecisionCell(c.decision)};
}

}  // namespace

Section DifferencesSection(const Study& study) {
  Section section{"differences", "Differences", {}};
  RowChart chart;
  std::vector<double> shown = {0};
  for (const PairResult* pair : FamilyPairs(study)) {
    chart.rows.push_back(ForestRow(study, pair->comparison));
    for (const ChartSpan& span : chart.rows.back().spans) shown.insert(shown.end(), {span.lower, span.upper});
  }
  if (chart.rows.empty()) return section;
  for (const MarginResult& margin : study.margins) {
    chart.bands.push_back({-margin.margin, margin.margin, MarginText(margin.margin)});
    chart.verdict_headers.push_back(absl::StrCat("at ", MarginText(margin.margin)));
    shown.insert(shown.end(), {-margin.margin, margin.margin});
  }
  const std::string confidence = EquivalenceConfidenceText(study.options);
  chart.caption = absl::StrCat("Difference of each pair in ", DifferenceMetric(study.options));
  chart.axis = MakeAxis(absl::StrCat("difference in ", DifferenceMetric(study.options)), shown);
  chart.label_header = "pair";
  chart.text_header = absl::StrCat("difference [", confidence, " interval]");
  chart.references = {0};
  chart.legend = {
      {"estimate", Shape::kCircle},
      {absl::StrCat(confidence, " interval, which decides equivalence"), {}, true},
      {absl::StrCat(DifferenceConfidenceText(study.options), " interval, which decides difference"), {}, false}};
  chart.note = "Colours follow the decision at the largest margin. † marks a result that must not decide alone.";
  section.blocks.push_back(std::move(chart));
  return section;
}

Section MatrixSection(const Study& study) {
  Section section{"matrix", "All pairs", {}};
  if (FamilyPairs(study).empty() && ControlPairs(study).empty()) return section;
  section.blocks.push_back(Paragraph{MatrixWords(study, Matrix(study, study.margins.front()))});
  for (const MarginResult& margin : study.margins) {
    if (!margin.tested) {
      section.blocks.push_back(
          Paragraph{absl::StrCat("At ", MarginText(margin.margin), " nothing was tested: a larger margin had failed."),
                    "", Tone::kMuted});
    } else if (!margin.pairs.empty()) {
      section.blocks.push_back(Matrix(study, margin));
    }
  }
  return section;
}

Section NumbersSection(const Study& study) {
  Section section{"numbers", "Every pair in numbers", {}, /*droppable=*/2};
  Table table;
  table.columns = {{"margin", true},
                   {"pair"},
                   {"method"},
                   {"n", true},
                   {"difference", true},
                   {"standard error", true},
                   {absl::StrCat(EquivalenceConfidenceText(study.options), " interval"), true},
                   {absl::StrCat(DifferenceConfidenceText(study.options), " interval"), true},
                   {"p equivalence", true},
                   {"p Holm", true},
                   {"p difference", true},
                   {"decision"}};
  for (const MarginResult* margin : TestedMargins(study)) {
    for (const PairResult& pair : margin->pairs) table.rows.push_back(NumbersRow(study, *margin, pair));
  }
  if (!table.rows.empty()) section.blocks.push_back(std::move(table));
  return section;
}

Section WordsSection(const Study& study) {
  Section section{"words", "Every pair in words", {}, /*droppable=*/3};
  for (const MarginResult* margin : TestedMargins(study)) {
    for (const PairResult& pair : margin->pairs) {
      if (pair.words.empty()) continue;
      const std::string lead = absl::StrCat(PairLabel(pair.comparison), " at ", MarginText(margin->margin), ".");
      section.blocks.push_back(Paragraph{pair.words, lead});
    }
  }
  return section;
}

}  // namespace moebench::stats
