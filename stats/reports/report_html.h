#ifndef MOEBENCH_STATS_REPORTS_REPORT_HTML_H_
#define MOEBENCH_STATS_REPORTS_REPORT_HTML_H_

// report.html: one page that needs neither network nor script, under 1 MB. It is well-formed as XML, escapes every
// text, and forbids scripts and foreign content by its own policy. What does not fit (hundreds of pairs in words, say)
// is left to report.json and report.md, and the page says so.

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

inline constexpr size_t kLargestPage = 1000000;  // bytes

// ResourceExhausted where the page is too large without every section that may be left out.
absl::StatusOr<std::string> ReportHtml(const ReportModel& report);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_HTML_H_
