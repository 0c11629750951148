#include "stats/equivalence/study.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/multiplicity.h"
#include "stats/equivalence/study_controls.h"
#include "stats/equivalence/study_data.h"
#include "stats/equivalence/study_options.h"
#include "stats/equivalence/study_pairs.h"
#include "stats/equivalence/study_words.h"
#include "stats/estimators/summary.h"
#include "stats/estimators/variance_components.h"

namespace moebench::stats {
namespace {

// One pair at all margins.
struct EvaluatedPair {
  PairRole role;
  std::vector<PairResult> at_margin;
};

bool IsEquivalent(Decision decision) { return decision == Decision::kEquivalent || decision == Decision::kBoth; }

Decision HolmDecision(const PairResult& pair, double alpha) {
  if (pair.comparison.decision == Decision::kDegenerate) return Decision::kDegenerate;
  const bool equivalent = pair.p_equivalence_holm <= alpha, different = pair.p_difference_holm < alpha;
  if (equivalent) return different ? Decision::kBoth : Decision::kEquivalent;
  return different ? Decision::kDifferent : Decision::kInconclusive;
}

absl::Status CorrectFamily(double alpha, std::vector<PairResult>* pairs) {
  std::vector<PairResult*> family;
  std::vector<double> p_equivalence, p_difference;
  for (PairResult& pair : *pairs) {
    if (pair.involves_control) continue;
    family.push_back(&pair);
    p_equivalence.push_back(pair.comparison.p_equivalence);
    p_difference.push_back(pair.comparison.p_difference);
  }
  MOE_ASSIGN_OR_RETURN(const std::vector<double> equivalence, HolmAdjusted(p_equivalence));
  MOE_ASSIGN_OR_RETURN(const std::vector<double> difference, HolmAdjusted(p_difference));
  for (size_t i = 0; i < family.size(); ++i) {
    family[i]->p_equivalence_holm = equivalence[i];
    family[i]->p_difference_holm = difference[i];
    family[i]->decision_holm = HolmDecision(*family[i], alpha);
  }
  return absl::OkStatus();
}

std::vector<Comparison> ComparisonsIn(PairRole role, const std::vector<EvaluatedPair>& pairs, size_t margin) {
  std::vector<Comparison> found;
  for (const EvaluatedPair& pair : pairs) {
    if (pair.role == role) found.push_back(pair.at_margin[margin].comparison);
  }
  return found;
}

// What keeps a control from being compared with all it should be; "" for nothing.
std::string UntestedOfNegative(const StudyData& data, const StudyOptions& options) {
  for (const StudyVariant& variant : data.variants) {
    if (variant.testable) continue;
    if (variant.name == options.negative_control) {
      return data.level == StudyLevel::kUnits ? "it has no units, only a value"
                                              : "it has one run, and so no interval at the level of seeds";
    }
  }
  for (const StudyVariant& variant : data.variants) {
    if (!variant.testable) return absl::StrCat(variant.name, " is a point without an interval");
  }
  return "";
}

std::string UntestedOfPositive(const StudyData& data, const StudyOptions& options) {
  for (const StudyVariant& variant : data.variants) {
    const bool own = ControlsByOwnSeeds(options) && variant.name == options.positive_control;
    if (!variant.testable &&
        (own || variant.name == options.positive_control || variant.name == options.positive_control_of)) {
      return absl::StrCat(variant.name, " is a point without an interval");
    }
    const int needed = FewestRunsToSplit(data.level);
    if (own && static_cast<int>(variant.runs.size()) < needed) {
      return absl::StrCat("to compare its own seeds takes ", needed, " runs, and there are ", variant.runs.size());
    }
  }
  return "";
}

std::vector<ControlResult> JudgeControls(const StudyData& data, const StudyOptions& options,
                                         const std::vector<EvaluatedPair>& pairs, size_t index, double margin) {
  std::vector<ControlResult> controls;
  if (!options.negative_control.empty()) {
    controls.push_back(JudgeNegativeControl(options.negative_control, margin,
                                            ComparisonsIn(PairRole::kNegativeControl, pairs, index),
                                            UntestedOfNegative(data, options)));
  }
  if (!options.positive_control.empty()) {
    controls.push_back(JudgePositiveControl(options.positive_control, margin,
                                            ComparisonsIn(PairRole::kPositiveControl, pairs, index),
                                            UntestedOfPositive(data, options)));
  }
  return controls;
}

absl::StatusOr<MarginResult> AssembleMargin(const StudyData& data, const StudyOptions& options,
                                            const std::vector<EvaluatedPair>& pairs, size_t index, double margin) {
  MarginResult result;
  result.margin = margin;
  for (const EvaluatedPair& pair : pairs) result.pairs.push_back(pair.at_margin[index]);
  MOE_RETURN_IF_ERROR(CorrectFamily(options.alpha, &result.pairs));
  for (const PairResult& pair : result.pairs) {
    if (pair.involves_control) continue;
    ++result.family_pairs;
    result.equivalent_pairs += IsEquivalent(pair.comparison.decision);
    result.equivalent_pairs_holm += IsEquivalent(pair.decision_holm);
  }
  for (PairResult& pair : result.pairs) pair.words = PairWords(pair, options, result.family_pairs);
  result.all_pairs_equivalent = result.equivalent_pairs == result.family_pairs;
  result.controls = JudgeControls(data, options, pairs, index, margin);
  result.validated = ControlsValidate(result.controls);
  return result;
}

absl::StatusOr<std::vector<MarginResult>> TestMargins(const StudyData& data, const StudyOptions& options,
                                                      const std::vector<double>& margins,
                                                      std::vector<std::string>* warnings) {
  std::vector<EvaluatedPair> pairs;
  for (const PlannedPair& planned : PlanPairs(data, options)) {
    EvaluatedPair pair{planned.role, {}};
    MOE_ASSIGN_OR_RETURN(pair.at_margin, EvaluatePair(planned, data, options, margins, warnings));
    pairs.push_back(std::move(pair));
  }
  std::vector<MarginResult> results;
  bool go_on = true;
  for (size_t i = 0; i < margins.size(); ++i) {
    if (!go_on) {
      results.emplace_back();
      results.back().margin = margins[i];
      results.back().tested = false;
      continue;
    }
    MOE_ASSIGN_OR_RETURN(MarginResult result, AssembleMargin(data, options, pairs, i, margins[i]));
    go_on = result.all_pairs_equivalent;
    results.push_back(std::move(result));
  }
  return results;
}

absl::StatusOr<VariantSummary> Summarize(const StudyVariant& variant) {
  VariantSummary summary;
  summary.name = variant.name;
  summary.control = variant.control;
  for (const StudyRun& run : variant.runs) {
    summary.seeds.push_back(run.seed);
    summary.values.push_back(run.raw_value);
  }
  summary.units = static_cast<int>(variant.runs[0].unit_value.size());
  MOE_ASSIGN_OR_RETURN(summary.mean, Mean(summary.values));
  if (summary.values.size() >= 2) {
    MOE_ASSIGN_OR_RETURN(summary.sd, StandardDeviation(summary.values));
  }
  return summary;
}

absl::Status EstimateComponents(const StudyData& data, Study* study) {
  std::vector<std::vector<double>> groups;
  bool repeated = false;
  for (const StudyVariant& variant : data.variants) {
    if (variant.control) continue;
    groups.emplace_back();
    for (const StudyRun& run : variant.runs) groups.back().push_back(run.value);
    repeated = repeated || variant.runs.size() >= 2;
  }
  if (data.level == StudyLevel::kUnits || !repeated) return absl::OkStatus();
  MOE_ASSIGN_OR_RETURN(const VarianceComponents parts, EstimateVarianceComponents(groups));
  study->between_variance = parts.between;
  study->within_variance = parts.within;
  study->icc = parts.icc;
  if (!parts.note.empty()) study->warnings.push_back(absl::StrCat("seed variance components: ", parts.note));
  return absl::OkStatus();
}

// 10 is the worst, then 11, 12, 0.
int ExitCode(const MarginResult& margin, bool controls_required) {
  bool different = false, inconclusive = controls_required && !margin.validated, degenerate = false;
  for (const PairResult& pair : margin.pairs) {
    if (pair.involves_control) continue;
    different = different || pair.comparison.decision == Decision::kDifferent;
    inconclusive = inconclusive || pair.comparison.decision == Decision::kInconclusive;
    degenerate = degenerate || pair.comparison.decision == Decision::kDegenerate;
  }
  if (different) return 10;
  if (inconclusive) return 11;
  return degenerate ? 12 : 0;
}

std::vector<std::string> EachOnce(const std::vector<std::string>& lines) {
  std::vector<std::string> once;
  for (const std::string& line : lines) {
    if (std::find(once.begin(), once.end(), line) == once.end()) once.push_back(line);
  }
  return once;
}

}  // namespace

absl::StatusOr<Study> AnalyzeStudy(absl::Span<const RunSample> runs, const StudyOptions& options) {
  MOE_ASSIGN_OR_RETURN(const StudyData data, PrepareStudy(runs, options));
  Study study;
  study.options = options;
  study.unit = data.unit;
  study.scope = ScopeWords(data.unit, data.paired);
  study.warnings = data.warnings;
  for (const StudyVariant& variant : data.variants) {
    MOE_ASSIGN_OR_RETURN(VariantSummary summary, Summarize(variant));
    study.variants.push_back(std::move(summary));
  }
  std::vector<double> margins = options.margins;
  std::sort(margins.begin(), margins.end(), std::greater<double>());
  MOE_ASSIGN_OR_RETURN(study.margins, TestMargins(data, options, margins, &study.warnings));
  MOE_RETURN_IF_ERROR(EstimateComponents(data, &study));
  study.warnings = EachOnce(study.warnings);
  study.exit_code = ExitCode(study.margins.front(), options.controls_required);
  study.headline = HeadlineWords(study);
  return study;
}

}  // namespace moebench::stats
