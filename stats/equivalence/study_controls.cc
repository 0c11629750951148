#include "stats/equivalence/study_controls.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/equivalence/number_words.h"

namespace moebench::stats {
namespace {

std::string Found(const Comparison& comparison, const std::string& against, double margin) {
  return absl::StrCat(against, " ", IntervalWords(comparison.equivalence_interval, margin));
}

std::string Intervals(absl::Span<const Comparison> found) {
  return found.empty() ? "" : absl::StrCat(PercentWords(found[0].equivalence_interval.confidence), " intervals: ");
}

std::string Sentence(const std::string& required, absl::Span<const Comparison> found,
                     const std::vector<std::string>& passing, const std::vector<std::string>& failing,
                     const char* passes, const char* fails, const std::string& untested) {
  std::vector<std::string> parts;
  if (!passing.empty()) parts.push_back(absl::StrCat(passes, " ", absl::StrJoin(passing, ", ")));
  if (!failing.empty()) parts.push_back(absl::StrCat(fails, " ", absl::StrJoin(failing, ", ")));
  std::string words = required;
  if (!parts.empty()) absl::StrAppend(&words, ". ", Intervals(found), absl::StrJoin(parts, "; "));
  if (!untested.empty()) absl::StrAppend(&words, ". Not judged: ", untested);
  return absl::StrCat(words, ".");
}

bool FoundEquivalent(const Comparison& comparison) {
  return comparison.decision == Decision::kEquivalent || comparison.decision == Decision::kBoth;
}

}  // namespace

ControlResult JudgeNegativeControl(const std::string& variant, double margin, absl::Span<const Comparison> found,
                                   const std::string& untested) {
  std::vector<std::string> outside, not_outside;
  for (const Comparison& comparison : found) {
    const bool passes =
        comparison.decision != Decision::kDegenerate && LiesOutside(comparison.equivalence_interval, {-margin, margin});
    const std::string& other = comparison.a == variant ? comparison.b : comparison.a;
    (passes ? outside : not_outside).push_back(Found(comparison, other, margin));
  }
  ControlResult result;
  result.variant = variant;
  result.negative = true;
  result.passed = !outside.empty() && not_outside.empty() && untested.empty();
  result.judged = result.passed || !not_outside.empty();
  result.words = Sentence(absl::StrCat(variant, " must differ from every variant by more than ", MarginWords(margin)),
                          found, outside, not_outside, "outside against", "not outside against", untested);
  return result;
}

ControlResult JudgePositiveControl(const std::string& variant, double margin, absl::Span<const Comparison> found,
                                   const std::string& untested) {
  std::vector<std::string> equivalent, others;
  for (const Comparison& comparison : found) {
    const std::string pair = Found(comparison, absl::StrCat(comparison.a, " and ", comparison.b), margin);
    if (FoundEquivalent(comparison)) {
      equivalent.push_back(pair);
    } else {
      others.push_back(absl::StrCat(pair, " (", DecisionName(comparison.decision), ")"));
    }
  }
  ControlResult result;
  result.variant = variant;
  result.negative = false;
  result.passed = !equivalent.empty() && others.empty() && untested.empty();
  result.judged = result.passed || !others.empty();
  result.words =
      Sentence(absl::StrCat(variant, " with other seeds must be equivalent to itself within ", MarginWords(margin)),
               found, equivalent, others, "equivalent", "not equivalent", untested);
  return result;
}

bool ControlsValidate(absl::Span<const ControlResult> controls) { return WhyNotValidated(controls).empty(); }

std::string WhyNotValidated(absl::Span<const ControlResult> controls) {
  std::vector<std::string> reasons;
  for (const bool negative : {true, false}) {
    const char* kind = negative ? "negative" : "positive";
    const auto control =
        std::find_if(controls.begin(), controls.end(), [&](const auto& c) { return c.negative == negative; });
    if (control == controls.end()) {
      reasons.push_back(absl::StrCat("no ", kind, " control"));
    } else if (!control->passed) {
      reasons.push_back(absl::StrCat("the ", kind, " control ", control->variant,
                                     control->judged ? " failed" : " could not be judged"));
    }
  }
  return absl::StrJoin(reasons, ", ");
}

}  // namespace moebench::stats
