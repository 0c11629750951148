#ifndef MOEBENCH_STATS_EQUIVALENCE_UNIT_METHODS_H_
#define MOEBENCH_STATS_EQUIVALENCE_UNIT_METHODS_H_

// The methods of pair_methods.h for two single runs, over their batches, sequences or examples: what they find speaks
// of these two checkpoints on this text, not of architectures.

#include "absl/status/statusor.h"
#include "stats/equivalence/methods_at_margin.h"
#include "stats/equivalence/study_data.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// The first run of each group. InvalidArgument for fewer than 2 units, or other numbers of them where they are paired.
absl::StatusOr<PairMethods> UnitMethods(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                        const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_UNIT_METHODS_H_
