#ifndef MOEBENCH_STATS_REPORTS_CHART_MARKS_H_
#define MOEBENCH_STATS_REPORTS_CHART_MARKS_H_

// The signs that charts put on their axes, as SVG. Positions are in percent of the drawing, so that a chart fills the
// width it is given, on a screen of 400 pixels and of 1,400, while its signs and letters keep their size. Shapes are
// defined once a page and used by name; their colour is that of the text around them.

#include <string>

#include "absl/strings/string_view.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// The definitions, to stand once in a page before the first chart.
std::string MarkDefinitions();

// A sign at (x, y), both in percent.
std::string MarkSvg(Shape shape, double x, double y);

// `<line>` from (x1, y1) to (x2, y2), in percent, with a CSS class.
std::string LineSvg(double x1, double y1, double x2, double y2, absl::string_view css_class);

// A number as SVG wants it: at most two decimals.
std::string Coordinate(double value);

// The CSS class of a tone: "t-eq" and so on.
const char* ToneClass(Tone tone);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CHART_MARKS_H_
