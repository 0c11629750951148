#ifndef MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_
#define MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_

// The paper against ours: its conclusions about pairs beside the study's (paper_conclusions.h), and its numbers beside
// those of the runs whose records name them.

#include "absl/types/span.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// Of claims that CheckClaims accepts. Without blocks where there are neither claims nor numbers.
Section PaperSection(const Study& study, absl::Span<const RunSample> runs, const PaperClaims& claims);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_
