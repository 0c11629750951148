#ifndef MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_
#define MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_

// From a study, and the runs it was made from, to the report that the writers lay out.
//
// Sections: the conclusion in words; paper against ours; forest plot of the differences; a matrix of all pairs for each
// margin; values by seed with variance components; controls; sensitivity; power beside what is inconclusive; curves
// over training; routing panels; provenance and the command; runs; every pair in numbers and in words. A section
// without anything to show is left out, except controls: their absence is said.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"
#include "stats/reports/report_context.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// InvalidArgument where a claim names a variant or a margin that the study does not have.
absl::StatusOr<ReportModel> BuildReport(const Study& study, absl::Span<const RunSample> runs,
                                        const ReportContext& context);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_
