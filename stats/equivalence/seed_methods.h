#ifndef MOEBENCH_STATS_EQUIVALENCE_SEED_METHODS_H_
#define MOEBENCH_STATS_EQUIVALENCE_SEED_METHODS_H_

// The methods of pair_methods.h for two groups of runs that differ in their seeds: what they find speaks of the
// variants. Runs of equal seed numbers are no pairs.

#include "absl/status/statusor.h"
#include "stats/equivalence/methods_at_margin.h"
#include "stats/equivalence/study_data.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// InvalidArgument for fewer than 2 runs of a group.
absl::StatusOr<PairMethods> SeedMethods(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                        const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_SEED_METHODS_H_
