// What a run record says of one metric:
//
//   val_loss     nats a token, from sequence_loss_sum and sequence_tokens: a unit is a sequence, weighted by its
//   tokens,
//                its key the sequence_offset
//   perplexity   the same, see run_sample.h
//   correct      0 or 1 for each character of `correct`: a unit is an example, its key the position
//   any other    (and these, where the lists are empty) one value: the summary metric of that name, else that of the
//                last evaluation
//
// The variant is the experiment, the seed the run's.
//
//   MOE_ASSIGN_OR_RETURN(const RunSample run, SampleFromRecord(record, "runs/a", {"val_loss"}));
//
// Errors, naming the source: FailedPrecondition for a run that did not finish, DataLoss for a record without
// experiment, lists of different lengths, values that are not finite, a sequence without tokens, an offset twice, and a
// metric that it does not hold (its own are listed), text that is not UTF-8.
#ifndef MOEBENCH_STATS_INPUT_RECORD_SAMPLES_H_
#define MOEBENCH_STATS_INPUT_RECORD_SAMPLES_H_

#include <string>

#include "absl/status/statusor.h"
#include "stats/input/run_sample.h"
#include "stats/records/run_record.pb.h"

namespace moebench::stats {

struct RecordOptions {
  std::string metric;
  bool allow_unfinished = false;  // take what a run that did not finish has
};

absl::StatusOr<RunSample> SampleFromRecord(const RunRecord& record, const std::string& source,
                                           const RecordOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_RECORD_SAMPLES_H_
