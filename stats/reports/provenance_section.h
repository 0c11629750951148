#ifndef MOEBENCH_STATS_REPORTS_PROVENANCE_SECTION_H_
#define MOEBENCH_STATS_REPORTS_PROVENANCE_SECTION_H_

// Where a report comes from: the command that makes it again, the pre-registration with its hash, code and machine of
// the analysis, and every run with its seed, commit, machine, configuration and data.

#include "absl/types/span.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"
#include "stats/reports/report_context.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

Section ProvenanceSection(const Study& study, const ReportContext& context);
Section RunsSection(absl::Span<const RunSample> runs);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PROVENANCE_SECTION_H_
