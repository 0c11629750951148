#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_H_

// A whole equivalence study: runs of several variants in, every pair at every margin, with controls, multiplicity,
// power and words out.
//
//   StudyOptions options;
//   options.metric = "val_loss";
//   options.margins = {0.02, 0.03, 0.05};
//   MOE_ASSIGN_OR_RETURN(const Study study, AnalyzeStudy(runs, options));
//
// What is inferred from, and by which method: study_data.h, pair_methods.h. Differences are in the unit of the metric,
// or of its logarithm.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/study_result.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// InvalidArgument for options and samples that cannot be analysed, FailedPrecondition for runs that are not aligned
// (other keys, data, tokenizer, precision; unfinished) unless options.unpaired.
absl::StatusOr<Study> AnalyzeStudy(absl::Span<const RunSample> runs, const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_H_
