// The names under which runs of a list are compared, and whether runs of one name belong together.
//
// A record's variant is its experiment, "equifinality/wide"; in a list it is called by the last part, "wide", unless
// something else there is called so: then all that share it keep their full names.
#ifndef MOEBENCH_STATS_INPUT_VARIANT_NAMES_H_
#define MOEBENCH_STATS_INPUT_VARIANT_NAMES_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

void ShortenVariants(std::vector<RunSample>* runs);

// FailedPrecondition, naming both, where two runs are the same variant and seed (the second is no independent run), or
// where runs of one variant were configured differently (the field is named).
absl::Status CheckVariants(absl::Span<const RunSample> runs);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_VARIANT_NAMES_H_
