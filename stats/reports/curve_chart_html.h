#ifndef MOEBENCH_STATS_REPORTS_CURVE_CHART_HTML_H_
#define MOEBENCH_STATS_REPORTS_CURVE_CHART_HTML_H_

// Curves over training as SVG. Up to eight share one drawing, told apart by colour, dashes and marks; more get a
// drawing each, on the same axes, with the others behind it in grey.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

// `id` is unique in its page, letters and digits.
std::string CurveChartHtml(const CurveChart& chart, const std::string& id);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CURVE_CHART_HTML_H_
