#include "stats/reports/chart_marks.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace moebench::stats {
namespace {

struct Definition {
  Shape shape;
  const char* id;
  const char* svg;  // around the origin, about 9 pixels wide
};

constexpr Definition kDefinitions[] = {
    {Shape::kCircle, "mc", R"(<circle r="4"/>)"},
    {Shape::kSquare, "ms", R"(<path d="M-3.6-3.6h7.2v7.2h-7.2z"/>)"},
    {Shape::kDiamond, "md", R"(<path d="M0-5.2 5.2 0 0 5.2-5.2 0z"/>)"},
    {Shape::kTriangle, "mt", R"(<path d="M0-5 5 4H-5z"/>)"},
    {Shape::kRing, "mr", R"(<circle r="3.6" class="hollow"/>)"},
    {Shape::kCross, "mx", R"(<path d="M-3.6-3.6 3.6 3.6M-3.6 3.6 3.6-3.6" class="stroke"/>)"},
    {Shape::kBar, "mb", R"(<path d="M0-12V12" class="stroke"/>)"},
};

}  // namespace

std::string MarkDefinitions() {
  std::string svg = "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>";
  for (const Definition& definition : kDefinitions) {
    absl::StrAppend(&svg, "<g id=\"", definition.id, "\">", definition.svg, "</g>");
  }
  return absl::StrCat(svg, "</defs></svg>\n");
}

std::string MarkSvg(Shape shape, double x, double y) {
  for (const Definition& definition : kDefinitions) {
    if (definition.shape != shape) continue;
    return absl::StrCat("<use href=\"#", definition.id, "\" x=\"", Coordinate(x), "%\" y=\"", Coordinate(y), "%\"/>");
  }
  return "";
}

std::string LineSvg(double x1, double y1, double x2, double y2, absl::string_view css_class) {
  return absl::StrCat("<line x1=\"", Coordinate(x1), "%\" y1=\"", Coordinate(y1), "%\" x2=\"", Coordinate(x2),
                      "%\" y2=\"", Coordinate(y2), "%\" class=\"", css_class, "\"/>");
}

std::string Coordinate(double value) {
  std::string text = absl::StrFormat("%.2f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

const char* ToneClass(Tone tone) {
  switch (tone) {
    case Tone::kNeutral:
      return "t-none";
    case Tone::kEquivalent:
      return "t-eq";
    case Tone::kBoth:
      return "t-both";
    case Tone::kDifferent:
      return "t-diff";
    case Tone::kInconclusive:
      return "t-inc";
    case Tone::kDegenerate:
      return "t-deg";
    case Tone::kPassed:
      return "t-pass";
    case Tone::kFailed:
      return "t-fail";
    case Tone::kMuted:
      return "t-quiet";
  }
  return "";
}

}  // namespace moebench::stats
