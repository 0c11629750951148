#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_PAIRS_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_PAIRS_H_

// Which pairs a study compares, in which role, and what its methods find for each of them. Pairs of the family are
// those of variants that are no controls. Runs of the positive control are split to compare its own seeds: the first
// run with each other one where units are compared, every second run with the rest where seeds are.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/study_data.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

enum class PairRole { kFamily, kNegativeControl, kPositiveControl, kOtherControl };

struct PlannedPair {
  RunGroup a, b;
  PairRole role = PairRole::kFamily;
};

// Fewest runs of a positive control whose own seeds can be compared.
int FewestRunsToSplit(StudyLevel level);

// In the order of the variants; a positive control's own seeds come last. The pairs point into `data`.
std::vector<PlannedPair> PlanPairs(const StudyData& data, const StudyOptions& options);

// One result for each margin, as by themselves: Holm's correction and the words come when the family is known. Appends
// to `warnings` what methods could not be applied.
absl::StatusOr<std::vector<PairResult>> EvaluatePair(const PlannedPair& pair, const StudyData& data,
                                                     const StudyOptions& options, absl::Span<const double> margins,
                                                     std::vector<std::string>* warnings);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_PAIRS_H_
