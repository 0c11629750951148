#ifndef MOEBENCH_STATS_REPORTS_CURVES_SECTION_H_
#define MOEBENCH_STATS_REPORTS_CURVES_SECTION_H_

// Curves over training from the evaluations in the runs' records: for each variant the mean over its seeds, and a band
// from the lowest seed to the highest. Only steps at which every seed of the variant was evaluated count: a mean over
// fewer seeds would jump. Shown are the study's metric, where the evaluations hold it, and losses.

#include "absl/types/span.h"
#include "stats/input/run_sample.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// Without blocks where no variant has two evaluations.
Section CurvesSection(const Study& study, absl::Span<const RunSample> runs);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CURVES_SECTION_H_
