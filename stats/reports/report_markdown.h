#ifndef MOEBENCH_STATS_REPORTS_REPORT_MARKDOWN_H_
#define MOEBENCH_STATS_REPORTS_REPORT_MARKDOWN_H_

// report.md: the report as GitHub-flavoured Markdown, for pull requests and terminals. Charts become tables of the
// numbers they draw; pictures are in report.html.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

std::string ReportMarkdown(const ReportModel& report);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_MARKDOWN_H_
