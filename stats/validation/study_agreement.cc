#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

RunSample RunOf(const std::string& variant, size_t seed, const Json& value) {
  RunSample run;
  run.variant = variant;
  run.seed = absl::StrCat(seed);
  run.source = absl::StrCat(variant, "-", seed);
  if (value.is_number()) {
    run.value = value;
    return run;
  }
  run.unit = InferenceUnit::kBatches;
  for (const double x : value) {
    run.unit_key.push_back(absl::StrCat(run.unit_value.size()));
    run.unit_value.push_back(x);
    run.value += x / static_cast<double>(value.size());
  }
  return run;
}

absl::StatusOr<Study> StudyOf(const Json& c) {
  std::vector<RunSample> runs;
  for (const auto& [variant, values] : c["variants"].items()) {
    for (size_t s = 0; s < values.size(); ++s) runs.push_back(RunOf(variant, s, values[s]));
  }
  StudyOptions options;
  options.metric = "val_loss";
  options.margins = c["margins"].get<std::vector<double>>();
  options.margin_source = MarginSource::kPreregistration;
  options.resamples = 1000;
  options.alpha = c["alpha"];
  options.method = c["paired"] ? "paired_t" : "welch";
  options.negative_control = "negative";
  options.positive_control = "v0";
  options.controls_required = c["required"];
  return AnalyzeStudy(runs, options);
}

const PairResult* FindPair(const MarginResult& margin, const Json& pair) {
  for (const PairResult& found : margin.pairs) {
    if (found.comparison.a == pair["a"] && found.comparison.b == pair["b"]) return &found;
  }
  return nullptr;
}

struct Numbers {
  std::vector<ComparedNumber> estimates, p_values, holm, decisions, counts, controls;
};

void AddPair(const PairResult* ours, const Json& theirs, Numbers* numbers) {
  if (ours == nullptr) {
    numbers->decisions.push_back({1, 0});  // not there at all
    return;
  }
  const Comparison& c = ours->comparison;
  numbers->estimates.push_back({c.difference, theirs["difference"]});
  numbers->estimates.push_back({c.equivalence_interval.lower, theirs["lower"]});
  numbers->estimates.push_back({c.equivalence_interval.upper, theirs["upper"]});
  numbers->p_values.push_back({c.p_equivalence, theirs["p_equivalence"]});
  numbers->p_values.push_back({c.p_difference, theirs["p_difference"]});
  numbers->holm.push_back({ours->p_equivalence_holm, theirs["p_holm"]});
  numbers->decisions.push_back({theirs["decision"] == DecisionName(c.decision) ? 0.0 : 1.0, 0});
}

void AddMargin(const MarginResult& ours, const Json& theirs, Numbers* numbers) {
  numbers->counts.push_back({ours.margin, theirs["margin"]});
  numbers->counts.push_back({ours.tested * 1.0, theirs["tested"].get<bool>() * 1.0});
  if (!ours.tested || !theirs["tested"].get<bool>()) return;
  numbers->counts.push_back({ours.family_pairs * 1.0, theirs["pairs"].size() * 1.0});
  numbers->counts.push_back({ours.equivalent_pairs * 1.0, theirs["equivalent"]});
  numbers->counts.push_back({ours.equivalent_pairs_holm * 1.0, theirs["equivalent_holm"]});
  numbers->counts.push_back({ours.all_pairs_equivalent * 1.0, theirs["all"].get<bool>() * 1.0});
  numbers->controls.push_back({ours.controls.at(0).passed * 1.0, theirs["negative_passed"].get<bool>() * 1.0});
  numbers->controls.push_back({ours.controls.at(1).passed * 1.0, theirs["positive_passed"].get<bool>() * 1.0});
  numbers->controls.push_back({ours.validated * 1.0, theirs["validated"].get<bool>() * 1.0});
  for (const Json& pair : theirs["pairs"]) AddPair(FindPair(ours, pair), pair, numbers);
}

}  // namespace

absl::StatusOr<AgreementSection> StudyAgreement() {
  AgreementSection section(
      "All-pairs equivalence with controls",
      "No package has these. 26 whole studies of 3 to 6 variants, 9 of them over 40 or 400 batches and the others over "
      "3 "
      "to 30 seeds, with two or three margins, a negative and a positive control, against plain loops in Python: every "
      "pair that is no control. Decisions, counts and controls are compared as they are: a difference of 1 would be "
      "another "
      "answer.");
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/study_reference.json"));
  for (const Json& c : reference["cases"]) {
    MOE_ASSIGN_OR_RETURN(const Study ours, StudyOf(c));
    const Json& theirs = c["expected"];
    Numbers numbers;
    numbers.counts = {{ours.exit_code * 1.0, theirs["exit_code"]},
                      {ours.margins.size() * 1.0, theirs["margins"].size() * 1.0}};
    for (size_t i = 0; i < std::min(ours.margins.size(), theirs["margins"].size()); ++i) {
      AddMargin(ours.margins[i], theirs["margins"][i], &numbers);
    }
    const auto add = [&](const char* what, Measure measure, double limit, const std::vector<ComparedNumber>& compared) {
      section.AddCase({absl::StrCat("AnalyzeStudy: ", what), "plain loops", measure, limit}, compared);
    };
    add("differences and intervals", Measure::kAbsolute, 1e-11, numbers.estimates);
    add("p-values", Measure::kRelative, 1e-8, numbers.p_values);
    add("Holm's p-values", Measure::kRelative, 1e-8, numbers.holm);
    add("decisions", Measure::kAbsolute, 0, numbers.decisions);
    add("margins tested, pairs, counts, exit code", Measure::kAbsolute, 0, numbers.counts);
    add("controls, validated", Measure::kAbsolute, 0, numbers.controls);
  }
  return section;
}

}  // namespace moebench::stats
