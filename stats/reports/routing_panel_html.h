#ifndef MOEBENCH_STATS_REPORTS_ROUTING_PANEL_HTML_H_
#define MOEBENCH_STATS_REPORTS_ROUTING_PANEL_HTML_H_

// A routing panel as SVG: one row an expert, one column an evaluation, shaded by usage, a cross where the expert was
// DEAD; beside it the usage at the end as bars. Beyond kMostExpertRows experts, rows would be thinner than a line: then
// the bars alone are drawn, in falling order.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

inline constexpr size_t kMostExpertRows = 128;

std::string RoutingPanelHtml(const RoutingPanel& panel);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_ROUTING_PANEL_HTML_H_
