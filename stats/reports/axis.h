#ifndef MOEBENCH_STATS_REPORTS_AXIS_H_
#define MOEBENCH_STATS_REPORTS_AXIS_H_

// The axis of a chart: from a little below the smallest to a little above the largest of the values it has to show,
// with ticks at multiples of 1, 2 or 5 times a power of ten.

#include <string>

#include "absl/types/span.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// Values that are not finite are passed over; without any, the axis is [0, 1]. At most `most_ticks` (at least 2) ticks.
Axis MakeAxis(const std::string& title, absl::Span<const double> values, int most_ticks = 6);

// Where a value lies on the axis, in percent of its length, kept within [-2, 102]; the middle where it is not finite.
double AxisPercent(const Axis& axis, double value);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_AXIS_H_
