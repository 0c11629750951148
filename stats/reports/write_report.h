#ifndef MOEBENCH_STATS_REPORTS_WRITE_REPORT_H_
#define MOEBENCH_STATS_REPORTS_WRITE_REPORT_H_

// A report as three files of one folder: report.json (every number, docs/statistics_json.md), report.md and report.html
// (one self-contained page without scripts). Each is written whole or not at all, the page last.
//
//   MOE_ASSIGN_OR_RETURN(const Study study, AnalyzeStudy(runs, options));
//   MOE_ASSIGN_OR_RETURN(const ReportModel report, BuildReport(study, runs, context));
//   MOE_RETURN_IF_ERROR(WriteReport(report, "report"));
//
// Errors: the folder cannot be made or written; ResourceExhausted for a page over 1 MB even without its appendices.

#include <string>

#include "absl/status/status.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// Makes the folder, and those above it, where they are missing.
absl::Status WriteReport(const ReportModel& report, const std::string& folder);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_WRITE_REPORT_H_
