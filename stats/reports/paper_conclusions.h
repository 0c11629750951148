#ifndef MOEBENCH_STATS_REPORTS_PAPER_CONCLUSIONS_H_
#define MOEBENCH_STATS_REPORTS_PAPER_CONCLUSIONS_H_

// A paper's conclusions about pairs beside the study's. A conclusion survives where the study, with its own unit of
// inference, comes to the same; otherwise it rests on the paper's unit alone. Pairs are named, so both are said: each
// pair by itself, and with Holm's correction.

#include <vector>

#include "absl/status/status.h"
#include "stats/equivalence/study.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// InvalidArgument where a claim names a variant or a margin that the study does not have.
absl::Status CheckClaims(const Study& study, const PaperClaims& claims);

// What survives, in words, and one row a pair. Of claims that CheckClaims accepts; empty without any.
std::vector<Block> ConclusionBlocks(const Study& study, const PaperClaims& claims);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAPER_CONCLUSIONS_H_
