#include "stats/commands/study_summary.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/commands/text_columns.h"
#include "stats/reports/number_text.h"

namespace moebench::stats {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string MarginSourceText(const Study& study, const SummaryOptions& options) {
  switch (study.options.margin_source) {
    case MarginSource::kFlag:
      return "EXPLORATORY: the margin comes from a flag; nobody declared it beforehand.\n";
    case MarginSource::kConfig:
      return "The margin is declared in the configuration of the runs.\n";
    case MarginSource::kPreregistration:
      return absl::StrCat("Preregistered: ", options.preregistration, "\n");
  }
  return "";
}

std::string VariantTable(const Study& study, int decimals) {
  Rows rows = {{"variant", "runs", "units a run", "mean", "sd over runs"}};
  for (const VariantSummary& variant : study.variants) {
    rows.push_back({absl::StrCat(variant.name, variant.control ? " (control)" : ""),
                    absl::StrCat(variant.values.size()), variant.units == 0 ? "" : absl::StrCat(variant.units),
                    FixedText(variant.mean, decimals), variant.sd.has_value() ? FixedText(*variant.sd, decimals) : ""});
  }
  return TextColumns(rows, 2);
}

std::vector<std::string> Row(const std::string& name, const Comparison& found, const std::string& holm, int decimals) {
  return {name,
          FixedText(found.difference, decimals),
          IntervalText(found.equivalence_interval, decimals),
          PText(found.p_equivalence),
          holm,
          IntervalText(found.difference_interval, decimals),
          PText(found.p_difference),
          absl::StrCat(DecisionName(found.decision), found.reliable ? "" : " (unreliable)")};
}

std::string PairTable(const Study& study, const MarginResult& margin, bool sensitivity, int decimals) {
  const double alpha = study.options.alpha;
  Rows rows = {{"a - b", "difference", PercentText(1 - 2 * alpha, 0) + " interval", "p equiv.", "Holm",
                PercentText(1 - alpha, 0) + " interval", "p diff.", "decision"}};
  for (const PairResult& pair : margin.pairs) {
    const Comparison& found = pair.comparison;
    const bool corrected = !pair.involves_control && margin.family_pairs > 1;
    rows.push_back(Row(absl::StrCat(found.a, " - ", found.b, pair.involves_control ? " (control)" : ""), found,
                       corrected ? PText(pair.p_equivalence_holm) : "", decimals));
    if (corrected && pair.decision_holm != found.decision) {
      absl::StrAppend(&rows.back().back(), ", with Holm ", DecisionName(pair.decision_holm));
    }
    if (!sensitivity) continue;
    for (const Comparison& other : pair.sensitivity) {
      rows.push_back(Row(absl::StrCat("  by ", other.method), other, "", decimals));
    }
  }
  return TextColumns(rows, 2);
}

std::string MarginTitle(const Study& study, const MarginResult& margin) {
  std::string title = absl::StrCat("Margin ", ShortText(margin.margin),
                                   study.options.margin_on_log_scale ? " of the logarithm" : "", ": ");
  if (!margin.tested) return absl::StrCat(title, "not tested, for a larger one failed.\n");
  absl::StrAppend(&title, margin.equivalent_pairs, " of ", margin.family_pairs,
                  margin.family_pairs == 1 ? " pair" : " pairs", " equivalent");
  if (margin.family_pairs > 1) absl::StrAppend(&title, " (", margin.equivalent_pairs_holm, " with Holm's correction)");
  return absl::StrCat(title, margin.validated ? "; controls passed.\n" : "; not validated by controls.\n");
}

std::string ControlLines(const MarginResult& margin) {
  std::string lines;
  for (const ControlResult& control : margin.controls) {
    absl::StrAppend(&lines,
                    Wrapped(absl::StrCat(control.negative ? "Negative" : "Positive", " control ", control.variant,
                                         control.passed   ? " passed: "
                                         : control.judged ? " FAILED: "
                                                          : " NOT JUDGED: ",
                                         control.words),
                            2));
  }
  return lines;
}

std::string PairWords(const MarginResult& margin) {
  std::string words;
  for (const PairResult& pair : margin.pairs) absl::StrAppend(&words, "\n", Wrapped(pair.words, 2));
  return words;
}

// The smallest margin that was tested: what is said of its pairs is the most there is to say.
const MarginResult* LastTested(const Study& study) {
  const MarginResult* last = nullptr;
  for (const MarginResult& margin : study.margins) last = margin.tested ? &margin : last;
  return last;
}

}  // namespace

std::string StudySummary(const Study& study, const SummaryOptions& options) {
  const int decimals = study.margins.empty() ? 4 : DecimalsFor(study.margins.back().margin);
  std::string text = absl::StrCat(Wrapped(study.headline, 0), Wrapped(study.scope, 0), MarginSourceText(study, options),
                                  "\n", VariantTable(study, decimals));
  for (const MarginResult& margin : study.margins) {
    absl::StrAppend(&text, "\n", MarginTitle(study, margin));
    if (!margin.tested) continue;
    absl::StrAppend(&text, PairTable(study, margin, options.sensitivity, decimals), ControlLines(margin));
    if (&margin == LastTested(study)) absl::StrAppend(&text, PairWords(margin));
  }
  if (!study.warnings.empty()) absl::StrAppend(&text, "\n");
  for (const std::string& warning : study.warnings) absl::StrAppend(&text, Wrapped("Note: " + warning, 0));
  return text;
}

}  // namespace moebench::stats
