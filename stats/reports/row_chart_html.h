#ifndef MOEBENCH_STATS_REPORTS_ROW_CHART_HTML_H_
#define MOEBENCH_STATS_REPORTS_ROW_CHART_HTML_H_

// A row chart (forest plot, seed strips, controls, smallest margins) as a table whose second column is a drawing:
// labels and numbers are text that wraps, the drawings of all rows share one axis. On narrow screens label, drawing and
// numbers of a row stand below each other.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

// `id` is unique in its page, letters and digits.
std::string RowChartHtml(const RowChart& chart, const std::string& id);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_ROW_CHART_HTML_H_
