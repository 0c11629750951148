// The marks that the page's pictures are made of: pieces of HTML and SVG text. What they look like is for the page's
// style sheet to say; a mark names its CSS classes. All text that is passed in is escaped here.
#ifndef MOEBENCH_TOOLS_ECOLOGY_SVG_MARKS_H_
#define MOEBENCH_TOOLS_ECOLOGY_SVG_MARKS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench::tools {

// The text with & < > " and ' as entities, and what may not stand in HTML at all as U+FFFD.
std::string HtmlEscaped(absl::string_view text);

// A coordinate or length in pixels, to a tenth: "12.5", "12".
std::string Pixels(double value);

// A picture that scales with the page and is never shown wider than `width`; `label` describes it to who cannot see it.
std::string Svg(double width, double height, absl::string_view label, absl::string_view marks);

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// `tooltip` appears under the pointer; "" for none. `opacity` is that of the fill.
std::string RectMark(const Box& box, absl::string_view css, absl::string_view tooltip, double opacity = 1);
std::string LineMark(double x1, double y1, double x2, double y2, absl::string_view css);
std::string TextMark(double x, double y, absl::string_view css, absl::string_view text);
std::string DotMark(double x, double y, absl::string_view css, absl::string_view tooltip);

struct Point {
  double x = 0;
  double y = 0;
};
std::string PathMark(const std::vector<Point>& points, bool closed, absl::string_view css);

// Multiples of 1, 2 or 5 times a power of ten from 0 to the first at or above `most`, at most seven of them.
std::vector<double> Ticks(double most);

// Of `count` labels `spacing` pixels apart every how many can be shown, each taking `width` pixels.
int LabelStride(int count, double spacing, double width);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_SVG_MARKS_H_
