#ifndef MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_
#define MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_

// The paper against ours: its numbers beside those of the runs whose records name them, and its conclusions about pairs
// beside the study's. A conclusion survives where the study, with its own unit of inference, comes to the same;
// otherwise it rests on the paper's unit alone.

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "stats/input/run_sample.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// InvalidArgument where a claim names a variant or a margin that the study does not have, or a pair it did not compare.
absl::Status CheckClaims(const Study& study, absl::Span<const PaperClaim> claims);

// Of claims that CheckClaims accepts. Without blocks where there are neither claims nor numbers.
Section PaperSection(const Study& study, absl::Span<const RunSample> runs, absl::Span<const PaperClaim> claims);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAPER_SECTION_H_
