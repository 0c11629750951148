#include "stats/equivalence/study_words.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "stats/equivalence/number_words.h"
#include "stats/equivalence/power_note.h"
#include "stats/equivalence/study_controls.h"

namespace moebench::stats {
namespace {

bool SpeaksOfCheckpoints(InferenceUnit unit) {
  return unit != InferenceUnit::kSeeds && unit != InferenceUnit::kSeedsAndBatches;
}

const char* Data(InferenceUnit unit) { return unit == InferenceUnit::kExamples ? "these examples" : "this text"; }

std::string MetricWords(const StudyOptions& options) {
  return options.margin_on_log_scale ? absl::StrCat("log ", options.metric) : options.metric;
}

std::string Numbers(const Comparison& c) {
  const std::string unit = InferenceUnitName(SpeaksOfCheckpoints(c.unit) ? c.unit : InferenceUnit::kSeeds);
  if (SpeaksOfCheckpoints(c.unit) && c.n_a == c.n_b) return absl::StrCat(c.n_a, " ", unit);
  const std::string seeds = absl::StrCat(c.n_a, " and ", c.n_b, " ", unit);
  return c.unit == InferenceUnit::kSeedsAndBatches ? absl::StrCat(seeds, " on shared batches") : seeds;
}

std::string Verdict(const Comparison& c, double margin, const std::string& exploratory) {
  const std::string within = absl::StrCat("within the", exploratory, " margin of ", MarginWords(margin));
  const std::string narrow = absl::StrCat("the whole ", PercentWords(1 - 2 * c.alpha), " interval lies ", within);
  const std::string not_within = absl::StrCat("the ", PercentWords(1 - 2 * c.alpha), " interval does not lie ", within);
  const std::string wide =
      absl::StrCat("the ", PercentWords(1 - c.alpha), " interval, ", IntervalWords(c.difference_interval, margin), ",");
  switch (c.decision) {
    case Decision::kEquivalent:
      return absl::StrCat("Equivalent: ", narrow, ", and ", wide, " contains 0.");
    case Decision::kBoth:
      return absl::StrCat("Both equivalent and different, a trivial difference: ", narrow, ", and ", wide,
                          " excludes 0.");
    case Decision::kDifferent:
      return absl::StrCat("Different: ", wide, " excludes 0, and ", not_within, ".");
    case Decision::kInconclusive:
      return absl::StrCat("Inconclusive: ", not_within, ", and ", wide, " contains 0.");
    case Decision::kDegenerate:
      return absl::StrCat("Degenerate: the differences have no variance, so there is nothing to infer from (margin ",
                          MarginWords(margin), ").");
  }
  return "";
}

std::string HolmWords(const PairResult& pair, int family_pairs) {
  if (pair.involves_control || family_pairs < 2) return "";
  return absl::StrCat(" With Holm's correction over ", family_pairs, " pairs: ", DecisionName(pair.decision_holm), ", ",
                      PWords(pair.p_equivalence_holm), " of equivalence and ", PWords(pair.p_difference_holm),
                      " of difference.");
}

std::string NeededWords(const std::optional<int>& n) { return n ? absl::StrCat(*n) : "more than can be had"; }

std::string PowerWords(const PairResult& pair) {
  if (!pair.power) return "";
  const PowerNote& power = *pair.power;
  const InferenceUnit unit = pair.comparison.unit;
  return absl::StrFormat(
      " Were the true difference 0, this design would find equivalence with probability %.2f, and %.2f were it half "
      "the "
      "margin; a power of %g takes %s and %s %s a variant.",
      power.power_at_zero, power.power_at_half_margin, kWantedPower, NeededWords(power.n_needed),
      NeededWords(power.n_needed_half), InferenceUnitName(SpeaksOfCheckpoints(unit) ? unit : InferenceUnit::kSeeds));
}

int CountOf(const MarginResult& margin, Decision decision) {
  return static_cast<int>(std::count_if(margin.pairs.begin(), margin.pairs.end(), [&](const PairResult& pair) {
    return !pair.involves_control && pair.comparison.decision == decision;
  }));
}

// "at ±0.02, 6 of 10 pairs are equivalent (2 with Holm's correction), 1 is different, 3 are inconclusive"
std::string FailureWords(const MarginResult& margin) {
  std::string words = absl::StrFormat("at %s, %d of %d pairs %s equivalent (%d with Holm's correction)",
                                      MarginWords(margin.margin), margin.equivalent_pairs, margin.family_pairs,
                                      margin.equivalent_pairs == 1 ? "is" : "are", margin.equivalent_pairs_holm);
  for (const Decision decision : {Decision::kDifferent, Decision::kInconclusive, Decision::kDegenerate}) {
    const int count = CountOf(margin, decision);
    if (count > 0) absl::StrAppend(&words, ", ", count, count == 1 ? " is " : " are ", DecisionName(decision));
  }
  return words;
}

const PairResult* OnlyPair(const MarginResult& margin) {
  const auto is_family = [](const PairResult& pair) { return !pair.involves_control; };
  const auto pair = std::find_if(margin.pairs.begin(), margin.pairs.end(), is_family);
  return margin.family_pairs == 1 && pair != margin.pairs.end() ? &*pair : nullptr;
}

std::string PairHeadline(const PairResult& pair, double margin) {
  const Comparison& c = pair.comparison;
  const std::string both = absl::StrCat(c.a, " and ", c.b), at = MarginWords(margin);
  switch (c.decision) {
    case Decision::kEquivalent:
      return absl::StrCat(both, " are equivalent within ", at);
    case Decision::kBoth:
      return absl::StrCat(both, " differ, but by a trivial amount: they are equivalent within ", at);
    case Decision::kDifferent:
      return absl::StrCat(both, " are different, and not shown to be equivalent within ", at);
    case Decision::kInconclusive:
      return absl::StrCat(both, " are neither shown to be equivalent within ", at, " nor to be different");
    case Decision::kDegenerate:
      return absl::StrCat(both, " differ by the same amount everywhere: there is no variance to infer from at ", at);
  }
  return "";
}

std::string MarginHeadline(const MarginResult& margin) {
  if (const PairResult* only = OnlyPair(margin)) return PairHeadline(*only, margin.margin);
  if (!margin.all_pairs_equivalent) return FailureWords(margin);
  return absl::StrCat("all ", margin.family_pairs, " pairs are equivalent within ", MarginWords(margin.margin));
}

std::string ValidationSentence(const Study& study) {
  std::vector<std::string> validated, reasons, failed;
  for (const MarginResult& margin : study.margins) {
    if (!margin.tested) continue;
    if (margin.validated) {
      validated.push_back(MarginWords(margin.margin));
      continue;
    }
    failed.push_back(MarginWords(margin.margin));
    const std::string reason = WhyNotValidated(margin.controls);
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
  }
  std::string words;
  if (!validated.empty()) absl::StrAppend(&words, " Validated by its controls at ", ListWords(validated), ".");
  if (!failed.empty()) {
    absl::StrAppend(&words, " Not validated at ", ListWords(failed), ": ", ListWords(reasons), ".");
  }
  return words;
}

}  // namespace

std::string PairWords(const PairResult& pair, const StudyOptions& options, int family_pairs) {
  const Comparison& c = pair.comparison;
  const double margin = c.margin.upper;
  const std::string exploratory = options.margin_source == MarginSource::kFlag ? " exploratory" : "";
  std::string words =
      absl::StrCat(c.a, " minus ", c.b, ": ", DifferenceWords(c.difference, margin), " in ", MetricWords(options), ", ",
                   PercentWords(1 - 2 * c.alpha), " interval ", IntervalWords(c.equivalence_interval, margin), " (",
                   c.method, ", ", Numbers(c), "). ", Verdict(c, margin, exploratory));
  if (c.decision == Decision::kDegenerate) return words;
  absl::StrAppend(&words, " ", PWords(c.p_equivalence), " of equivalence, ", PWords(c.p_difference), " of difference.",
                  HolmWords(pair, family_pairs), " The smallest margin that would have been declared equivalent is ",
                  DifferenceWords(pair.smallest_margin, margin), ".", PowerWords(pair));
  if (SpeaksOfCheckpoints(c.unit))
    absl::StrAppend(&words, " This is about these two checkpoints on ", Data(c.unit), ".");
  if (!c.reliable) absl::StrAppend(&words, " Unreliable: ", c.caution, ".");
  return words;
}

std::string HeadlineWords(const Study& study) {
  // Of the margins at which all pairs are equivalent the smallest says it for the larger ones.
  const MarginResult *passed = nullptr, *failed = nullptr;
  for (const MarginResult& margin : study.margins) {
    if (!margin.tested) continue;
    (margin.all_pairs_equivalent ? passed : failed) = &margin;
  }
  std::string words = passed != nullptr ? MarginHeadline(*passed) : "";
  if (failed != nullptr) absl::StrAppend(&words, words.empty() ? "" : "; ", MarginHeadline(*failed));
  // A sentence that begins with a variant's name leaves it as it is.
  if (passed != nullptr ? OnlyPair(*passed) == nullptr : failed != nullptr && OnlyPair(*failed) == nullptr) {
    words[0] = words[0] == 'a' ? 'A' : words[0];
  }
  absl::StrAppend(&words, " (", MetricWords(study.options), ", alpha ", absl::StrFormat("%g", study.options.alpha),
                  study.options.margin_source == MarginSource::kFlag ? ", exploratory margin" : "", ").",
                  ValidationSentence(study));
  return words;
}

std::string ScopeWords(InferenceUnit unit, bool paired) {
  const std::string name = InferenceUnitName(unit);
  switch (unit) {
    case InferenceUnit::kSeeds:
      return "Unit of inference: seeds. The result speaks of the variants, over the random seeds they may be trained "
             "with, on this evaluation data. Runs of different variants are not paired, whatever their seed numbers.";
    case InferenceUnit::kSeedsAndBatches:
      return "Unit of inference: seeds and batches, crossed. The result speaks of the variants, over the random seeds "
             "they may be trained with and over text like this.";
    case InferenceUnit::kBatches:
    case InferenceUnit::kSequences:
    case InferenceUnit::kExamples:
      return absl::StrCat("Unit of inference: ", name, paired ? "" : ", unpaired",
                          ". Each result speaks of these two "
                          "checkpoints on ",
                          Data(unit),
                          ", one seed each; it says nothing about other seeds of the same variants, and so nothing "
                          "about architectures.");
  }
  return "";
}

}  // namespace moebench::stats
