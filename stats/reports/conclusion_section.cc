#include "stats/reports/conclusion_section.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

Tone HeadlineTone(int exit_code) {
  switch (exit_code) {
    case 0:
      return Tone::kEquivalent;
    case 10:
      return Tone::kDifferent;
    case 12:
      return Tone::kDegenerate;
    default:
      return Tone::kInconclusive;
  }
}

TableCell PairsCell(int pairs, int of) {
  return {absl::StrCat(pairs, " of ", of), pairs, pairs == of ? Tone::kEquivalent : Tone::kNeutral};
}

std::vector<TableCell> MarginRow(const MarginResult& margin) {
  if (!margin.tested) {
    const TableCell none = {"–", {}, Tone::kMuted};
    return {{MarginText(margin.margin), margin.margin}, {"not tested", {}, Tone::kMuted}, none, none, none};
  }
  const TableCell all = margin.all_pairs_equivalent ? PassedCell(true, "yes") : PassedCell(false, "", "no");
  return {{MarginText(margin.margin), margin.margin},
          PairsCell(margin.equivalent_pairs, margin.family_pairs),
          PairsCell(margin.equivalent_pairs_holm, margin.family_pairs),
          all,
          PassedCell(margin.validated, "validated", "not validated")};
}

Table MarginTable(const Study& study) {
  Table table;
  table.caption = "Pairs found equivalent, controls apart";
  table.columns = {{"margin", true},
                   {"each pair by itself", true},
                   {"naming pairs (Holm)", true},
                   {"all pairs at once", false},
                   {"controls", false}};
  for (const MarginResult& margin : study.margins) table.rows.push_back(MarginRow(margin));
  table.note =
      "That all pairs are equivalent needs no correction (intersection–union); naming single pairs does, and Holm's is "
      "shown. Margins are tested from the largest down, stopping at the first that fails.";
  return table;
}

std::string HowToRead(const Study& study) {
  const std::string confidence = EquivalenceConfidenceText(study.options);
  return absl::StrCat("= equivalent: the whole ", confidence, " interval lies in the closed margin. ≠ different: the ",
                      DifferenceConfidenceText(study.options),
                      " interval excludes 0. ≈ both: a difference was found, and it is trivial. ? inconclusive: "
                      "neither. ∅ degenerate: zero variance, nothing to infer from. Unit of inference: ",
                      InferenceUnitName(study.unit), ". alpha ", ShortText(study.options.alpha), ", ",
                      study.options.resamples, " resamples, random seed ", study.options.seed, ".");
}

std::string MarginSourceText(MarginSource source) {
  switch (source) {
    case MarginSource::kConfig:
      return "The margin was declared in the experiments' configuration.";
    case MarginSource::kPreregistration:
      return "The margin was declared before the runs, in the pre-registration shown below.";
    case MarginSource::kFlag:
      return "The margin was chosen on the command line, not declared before the runs: read the result as exploratory.";
  }
  return "";
}

}  // namespace

bool IsValidated(const Study& study) {
  const std::vector<const MarginResult*> tested = TestedMargins(study);
  return !tested.empty() &&
         std::all_of(tested.begin(), tested.end(), [](const auto* margin) { return margin->validated; });
}

TableCell ValidationCell(const Study& study) {
  std::vector<std::string> yes, no;
  for (const MarginResult* margin : TestedMargins(study)) {
    (margin->validated ? yes : no).push_back(MarginText(margin->margin));
  }
  const std::string passed = absl::StrJoin(yes, ", "), failed = absl::StrJoin(no, ", ");
  if (yes.empty() && no.empty()) return PassedCell(false, "", "Not validated: no margin was tested");
  if (yes.empty()) return PassedCell(false, "", absl::StrCat("Not validated at ", failed));
  if (no.empty()) return PassedCell(true, absl::StrCat("Validated at ", passed));
  return {absl::StrCat("! Validated at ", passed, "; not validated at ", failed), {}, Tone::kInconclusive};
}

Section ConclusionSection(const Study& study) {
  Section section{"conclusion", "Conclusion", {}};
  section.blocks.push_back(Paragraph{study.headline, "", HeadlineTone(study.exit_code)});
  if (!study.scope.empty()) section.blocks.push_back(Paragraph{study.scope, "Scope."});
  const bool exploratory = study.options.margin_source == MarginSource::kFlag;
  section.blocks.push_back(
      Paragraph{MarginSourceText(study.options.margin_source), exploratory ? "Exploratory." : "Declared."});
  section.blocks.push_back(MarginTable(study));
  for (const std::string& warning : study.warnings) {
    section.blocks.push_back(Paragraph{warning, "Caution.", Tone::kInconclusive});
  }
  section.blocks.push_back(Paragraph{HowToRead(study), "How to read this."});
  return section;
}

}  // namespace moebench::stats
