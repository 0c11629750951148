#include "stats/equivalence/study_pairs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "stats/equivalence/pair_methods.h"
#include "stats/equivalence/power_note.h"
#include "stats/equivalence/study_options.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostSeedsNamed = 3;

RunGroup GroupOf(const StudyVariant& variant, StudyLevel level) {
  RunGroup group;
  group.name = variant.name;
  for (const StudyRun& run : variant.runs) {
    group.runs.push_back(&run);
    if (level == StudyLevel::kUnits) break;
  }
  return group;
}

PairRole RoleOf(const StudyVariant& a, const StudyVariant& b, const StudyOptions& options) {
  const auto either = [&](const std::string& name) { return !name.empty() && (a.name == name || b.name == name); };
  if (either(options.negative_control)) return PairRole::kNegativeControl;
  if (!a.control && !b.control) return PairRole::kFamily;
  return either(options.positive_control_of) ? PairRole::kPositiveControl : PairRole::kOtherControl;
}

// "wide (seeds 42, 7)", "wide (half of its seeds)"
std::string NameOfPart(const StudyVariant& variant, const std::vector<const StudyRun*>& runs, bool other) {
  const bool named = std::all_of(runs.begin(), runs.end(), [](const StudyRun* run) { return !run->seed.empty(); });
  if (!named || runs.size() > kMostSeedsNamed) {
    return absl::StrCat(variant.name, other ? " (other half of its seeds)" : " (half of its seeds)");
  }
  return absl::StrCat(variant.name, runs.size() == 1 ? " (seed " : " (seeds ",
                      absl::StrJoin(runs, ", ", [](std::string* out, const StudyRun* run) { out->append(run->seed); }),
                      ")");
}

PlannedPair PartsOf(const StudyVariant& variant, std::vector<const StudyRun*> some,
                    std::vector<const StudyRun*> others) {
  PlannedPair pair;
  pair.a.name = NameOfPart(variant, some, false);
  pair.b.name = NameOfPart(variant, others, true);
  pair.a.runs = std::move(some);
  pair.b.runs = std::move(others);
  pair.role = PairRole::kPositiveControl;
  return pair;
}

std::vector<PlannedPair> OwnSeedPairs(const StudyVariant& variant, StudyLevel level) {
  std::vector<PlannedPair> pairs;
  if (static_cast<int>(variant.runs.size()) < FewestRunsToSplit(level)) return pairs;
  if (level == StudyLevel::kUnits) {
    for (size_t i = 1; i < variant.runs.size(); ++i) {
      pairs.push_back(PartsOf(variant, {&variant.runs[0]}, {&variant.runs[i]}));
    }
    return pairs;
  }
  std::vector<const StudyRun*> even, odd;
  for (size_t i = 0; i < variant.runs.size(); ++i) (i % 2 == 0 ? even : odd).push_back(&variant.runs[i]);
  pairs.push_back(PartsOf(variant, std::move(even), std::move(odd)));
  return pairs;
}

}  // namespace

int FewestRunsToSplit(StudyLevel level) { return level == StudyLevel::kUnits ? 2 : 4; }

std::vector<PlannedPair> PlanPairs(const StudyData& data, const StudyOptions& options) {
  std::vector<PlannedPair> pairs;
  for (size_t i = 0; i < data.variants.size(); ++i) {
    for (size_t j = i + 1; j < data.variants.size(); ++j) {
      const StudyVariant &a = data.variants[i], &b = data.variants[j];
      if (!a.testable || !b.testable) continue;
      pairs.push_back({GroupOf(a, data.level), GroupOf(b, data.level), RoleOf(a, b, options)});
    }
  }
  if (!ControlsByOwnSeeds(options)) return pairs;
  for (const StudyVariant& variant : data.variants) {
    if (variant.name != options.positive_control || !variant.testable) continue;
    for (PlannedPair& pair : OwnSeedPairs(variant, data.level)) pairs.push_back(std::move(pair));
  }
  return pairs;
}

absl::StatusOr<std::vector<PairResult>> EvaluatePair(const PlannedPair& pair, const StudyData& data,
                                                     const StudyOptions& options, absl::Span<const double> margins,
                                                     std::vector<std::string>* warnings) {
  MOE_ASSIGN_OR_RETURN(const PairMethods methods, MethodsOfPair(pair.a, pair.b, data, options));
  warnings->insert(warnings->end(), methods.warnings.begin(), methods.warnings.end());
  std::vector<PairResult> results;
  for (const double margin : margins) {
    const Margin bounds = {-margin, margin};
    PairResult result;
    MOE_ASSIGN_OR_RETURN(result.comparison, methods.primary(bounds));
    for (const MarginTest& test : methods.sensitivity) {
      MOE_ASSIGN_OR_RETURN(Comparison other, test(bounds));
      result.sensitivity.push_back(std::move(other));
    }
    result.involves_control = pair.role != PairRole::kFamily;
    result.smallest_margin = SmallestMargin(result.comparison);
    result.p_equivalence_holm = result.comparison.p_equivalence;
    result.p_difference_holm = result.comparison.p_difference;
    result.decision_holm = result.comparison.decision;
    if (result.comparison.decision == Decision::kInconclusive && methods.power.has_value()) {
      MOE_ASSIGN_OR_RETURN(result.power, MakePowerNote(*methods.power, margin, options.alpha));
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace moebench::stats
