#ifndef MOEBENCH_STATS_REPORTS_REPORT_JSON_H_
#define MOEBENCH_STATS_REPORTS_REPORT_JSON_H_

// report.json: the study unrounded (study_json.h) and then every section as it is shown, so that each number of the
// HTML page is here, as a number and as the text it was given. docs/statistics_json.md describes the fields.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

inline constexpr int kReportSchemaVersion = 1;

std::string ReportJson(const ReportModel& report);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_JSON_H_
