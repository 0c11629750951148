// Batches out of sequences. What a run stores is per sequence, so that the batch size of its evaluation is no part of
// the statistic; where a paper speaks of batches, they are made here: n neighbouring sequences each, the last what is
// left. A batch's value is a ratio estimate, sum of losses / sum of tokens, its weight the sum of tokens.
//
//   MOE_ASSIGN_OR_RETURN(const RunSample batches, DeriveBatches(run, 16));
//
// Values and weights are in the unit of the sequences'. A key names the first and last sequence, "0..1920", so that
// batches of runs over other data never look alike; without keys there are none.
#ifndef MOEBENCH_STATS_INPUT_BATCHES_H_
#define MOEBENCH_STATS_INPUT_BATCHES_H_

#include "absl/status/statusor.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// InvalidArgument where the run has no units, or fewer than two batches would come of them.
absl::StatusOr<RunSample> DeriveBatches(const RunSample& run, int units_per_batch);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_BATCHES_H_
