// Whether two runs were measured on the same thing in the same way, so that their difference is one between the models:
// the same units under the same keys in the same order with the same numbers of tokens and, where both come from
// records, the same data set, data and tokenizer checksums, the same precision, and finished training.
//
//   MOE_RETURN_IF_ERROR(CheckAligned(wide, deep));
//
// In a record the tokenizer is every field of config_text below a name that begins with "tokenizer", and the precision
// every field whose name ends in "precision".
#ifndef MOEBENCH_STATS_INPUT_ALIGNMENT_H_
#define MOEBENCH_STATS_INPUT_ALIGNMENT_H_

#include "absl/status/status.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// FailedPrecondition, naming both runs and the first thing in which they differ. Runs of one value each need no keys;
// units without keys cannot be aligned.
absl::Status CheckAligned(const RunSample& a, const RunSample& b);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_ALIGNMENT_H_
