#include "tools/ecology/svg_marks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace moebench::tools {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

// Bytes of the UTF-8 character at the front, 0 where there is none.
size_t CharacterBytes(absl::string_view text) {
  const unsigned char first = static_cast<unsigned char>(text[0]);
  const size_t bytes = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (bytes == 0 || bytes > text.size()) return 0;
  for (size_t i = 1; i < bytes; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  }
  return bytes;
}

bool IsForbidden(unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F; }

std::string Title(absl::string_view tooltip) {
  return tooltip.empty() ? "" : absl::StrCat("<title>", HtmlEscaped(tooltip), "</title>");
}

}  // namespace

std::string HtmlEscaped(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const size_t bytes = CharacterBytes(text);
    const bool bad = bytes == 0 || IsForbidden(static_cast<unsigned char>(text[0]));
    absl::StrAppend(&clean, bad ? kReplacement : text.substr(0, bytes));
    text.remove_prefix(std::max<size_t>(bytes, 1));
  }
  return absl::StrReplaceAll(clean, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string Pixels(double value) {
  std::string text = absl::StrFormat("%.1f", value);
  if (text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string Svg(double width, double height, absl::string_view label, absl::string_view marks) {
  return absl::StrCat("<svg role=\"img\" aria-label=\"", HtmlEscaped(label), "\" viewBox=\"0 0 ", Pixels(width), " ",
                      Pixels(height), "\" style=\"max-width:", Pixels(width), "px\">\n", marks, "</svg>\n");
}

std::string RectMark(const Box& box, absl::string_view css, absl::string_view tooltip, double opacity) {
  const std::string fill = opacity < 1 ? absl::StrFormat(" fill-opacity=\"%.3g\"", opacity) : "";
  return absl::StrCat("<rect class=\"", css, "\" x=\"", Pixels(box.x), "\" y=\"", Pixels(box.y), "\" width=\"",
                      Pixels(box.width), "\" height=\"", Pixels(box.height), "\"", fill, ">", Title(tooltip),
                      "</rect>\n");
}

std::string LineMark(double x1, double y1, double x2, double y2, absl::string_view css) {
  return absl::StrCat("<line class=\"", css, "\" x1=\"", Pixels(x1), "\" y1=\"", Pixels(y1), "\" x2=\"", Pixels(x2),
                      "\" y2=\"", Pixels(y2), "\"/>\n");
}

std::string TextMark(double x, double y, absl::string_view css, absl::string_view text) {
  return absl::StrCat("<text class=\"", css, "\" x=\"", Pixels(x), "\" y=\"", Pixels(y), "\">", HtmlEscaped(text),
                      "</text>\n");
}

std::string DotMark(double x, double y, absl::string_view css, absl::string_view tooltip) {
  return absl::StrCat("<circle class=\"", css, "\" cx=\"", Pixels(x), "\" cy=\"", Pixels(y), "\" r=\"3.5\">",
                      Title(tooltip), "</circle>\n");
}

std::string PathMark(const std::vector<Point>& points, bool closed, absl::string_view css) {
  std::string path;
  for (const Point& point : points)
    absl::StrAppend(&path, path.empty() ? "M" : "L", Pixels(point.x), " ", Pixels(point.y));
  return absl::StrCat("<path class=\"", css, "\" d=\"", path, closed ? "Z" : "", "\"/>\n");
}

std::vector<double> Ticks(double most) {
  constexpr int kMostSteps = 6;
  const double power = std::pow(10, std::floor(std::log10(most)) - 1);
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
    step = factor * power;
    if (std::ceil(most / step - 1e-9) <= kMostSteps) break;
  }
  std::vector<double> ticks;
  const int steps = static_cast<int>(std::ceil(most / step - 1e-9));
  for (int i = 0; i <= steps; ++i) ticks.push_back(i * step);
  return ticks;
}

int LabelStride(int count, double spacing, double width) {
  return std::clamp(static_cast<int>(std::ceil(width / spacing)), 1, std::max(count, 1));
}

}  // namespace moebench::tools
