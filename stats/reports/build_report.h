#ifndef MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_
#define MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_

// From a study, and the runs it was made from, to the report that the writers lay out.
//
// Sections: the conclusion in words; forest plot of the differences; a matrix of all pairs for each margin; values by
// seed with variance components; controls; sensitivity; power beside what is inconclusive; curves over training;
// routing panels; paper against ours; every pair in words; provenance and the command. A section without anything to
// show is left out, except controls: their absence is said.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"
#include "stats/records/run_record.pb.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// What a report says beside study and runs.
struct ReportContext {
  std::string title;                 // "" for "Equivalence report"
  std::string banner;                // said at the top, e.g. "Demonstration: the records are made up."
  std::string command;               // that makes this report again
  std::string preregistration_name;  // the file as it was named; "" for none
  std::string preregistration_text;  // shown, and hashed (SHA-256)
  Provenance analysis;               // of the machine and code that made the report
  std::vector<PaperClaim> claims;    // what a paper concluded about pairs of these variants
  std::vector<std::string> notes;    // said with the provenance
};

// InvalidArgument where a claim names a variant or a margin that the study does not have.
absl::StatusOr<ReportModel> BuildReport(const Study& study, absl::Span<const RunSample> runs,
                                        const ReportContext& context);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_BUILD_REPORT_H_
