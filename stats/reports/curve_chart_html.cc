#include "stats/reports/curve_chart_html.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/table_html.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostTogether = 8;  // colours that colour-blind readers tell apart
constexpr size_t kMostMarks = 12;    // of a curve
constexpr Shape kShapes[kMostTogether] = {Shape::kCircle, Shape::kSquare, Shape::kTriangle, Shape::kDiamond,
                                          Shape::kRing,   Shape::kCross,  Shape::kCircle,   Shape::kSquare};

// In the units of the inner drawing, 1000 x 1000, which is stretched to the space there is.
std::string At(const CurveChart& chart, double x, double y) {
  return absl::StrCat(Coordinate(10 * AxisPercent(chart.x, x)), " ", Coordinate(1000 - 10 * AxisPercent(chart.y, y)));
}

std::string LinePath(const CurveChart& chart, const Curve& curve) {
  std::string path;
  for (const CurvePoint& point : curve.points) {
    absl::StrAppend(&path, path.empty() ? "M" : "L", At(chart, point.x, point.mean));
  }
  return path;
}

std::string BandPath(const CurveChart& chart, const Curve& curve) {
  std::string path;
  for (const CurvePoint& point : curve.points) {
    absl::StrAppend(&path, path.empty() ? "M" : "L", At(chart, point.x, point.high));
  }
  for (auto point = curve.points.rbegin(); point != curve.points.rend(); ++point) {
    absl::StrAppend(&path, "L", At(chart, point->x, point->low));
  }
  return absl::StrCat(path, "z");
}

std::string AxesSvg(const CurveChart& chart) {
  std::string svg;
  for (const Tick& tick : chart.y.ticks) {
    const double y = 100 - AxisPercent(chart.y, tick.value);
    absl::StrAppend(&svg, LineSvg(0, y, 100, y, "tick"), "<text x=\"-6\" y=\"", Coordinate(y),
                    "%\" dy=\"4\" class=\"end\">", EscapeHtml(tick.text), "</text>");
  }
  for (const Tick& tick : chart.x.ticks) {
    const double x = AxisPercent(chart.x, tick.value);
    absl::StrAppend(&svg, LineSvg(x, 0, x, 100, "tick"), "<text x=\"", Coordinate(x), "%\" y=\"100%\" dy=\"16\">",
                    EscapeHtml(tick.text), "</text>");
  }
  return svg;
}

std::string Stretched(const std::string& paths) {
  return absl::StrCat("<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\">",
                      paths, "</svg>");
}

std::string CurveSvg(const CurveChart& chart, const Curve& curve, size_t style) {
  const std::string color = absl::StrCat("c", style);
  std::string paths;
  if (curve.seeds > 1) absl::StrAppend(&paths, "<path class=\"spread\" d=\"", BandPath(chart, curve), "\"/>");
  absl::StrAppend(&paths, "<path class=\"curve d", style, "\" d=\"", LinePath(chart, curve), "\"/>");
  std::string svg = absl::StrCat("<g class=\"", color, "\">", Stretched(paths));
  const size_t every = (curve.points.size() + kMostMarks - 1) / kMostMarks;
  for (size_t i = 0; i < curve.points.size(); i += std::max<size_t>(every, 1)) {
    const CurvePoint& point = curve.points[i];
    absl::StrAppend(&svg,
                    MarkSvg(kShapes[style], AxisPercent(chart.x, point.x), 100 - AxisPercent(chart.y, point.mean)));
  }
  return absl::StrCat(svg, "</g>");
}

std::string Drawing(const CurveChart& chart, const std::string& curves, const char* size) {
  return absl::StrCat("<div class=\"curves ", size, "\"><p class=\"axis-y\">", EscapeHtml(chart.y.title),
                      "</p><svg aria-hidden=\"true\">", AxesSvg(chart), curves, "</svg><p class=\"axis-x\">",
                      EscapeHtml(chart.x.title), "</p></div>\n");
}

std::string SeedsText(const Curve& curve) { return absl::StrCat(curve.seeds, curve.seeds == 1 ? " seed" : " seeds"); }

std::string Together(const CurveChart& chart) {
  std::string svg, legend;
  for (size_t i = 0; i < chart.curves.size(); ++i) {
    absl::StrAppend(&svg, CurveSvg(chart, chart.curves[i], i));
    absl::StrAppend(&legend, "<li class=\"c", i, "\"><svg aria-hidden=\"true\">",
                    LineSvg(0, 50, 100, 50, absl::StrCat("curve d", i)), MarkSvg(kShapes[i], 50, 50),
                    "</svg><span><bdi>", EscapeHtml(chart.curves[i].name), "</bdi>, ", SeedsText(chart.curves[i]),
                    "</span></li>");
  }
  return absl::StrCat("<ul class=\"legend wide\">", legend, "</ul>\n", Drawing(chart, svg, "large"));
}

// All means in grey, defined once and used behind every curve.
std::string Apart(const CurveChart& chart, const std::string& id) {
  std::string all;
  for (const Curve& curve : chart.curves) absl::StrAppend(&all, LinePath(chart, curve));
  std::string html = absl::StrCat("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><path id=\"",
                                  id, "\" class=\"other\" d=\"", all, "\"/></defs></svg>\n<div class=\"multiples\">\n");
  for (const Curve& curve : chart.curves) {
    const std::string behind = Stretched(absl::StrCat("<use href=\"#", id, "\"/>"));
    absl::StrAppend(&html, "<div><p class=\"name\"><bdi>", EscapeHtml(curve.name), "</bdi>, ", SeedsText(curve), "</p>",
                    Drawing(chart, absl::StrCat(behind, CurveSvg(chart, curve, 0)), "small"), "</div>\n");
  }
  return absl::StrCat(html, "</div>\n");
}

}  // namespace

std::string CurveChartHtml(const CurveChart& chart, const std::string& id) {
  const bool together = chart.curves.size() <= kMostTogether;
  const std::string drawing = together ? Together(chart) : Apart(chart, id);
  return absl::StrCat(together ? "<figure class=\"whole\">\n" : "<figure>\n", CaptionHtml(chart.caption), drawing,
                      NoteHtml(chart.note), "</figure>\n");
}

}  // namespace moebench::stats
