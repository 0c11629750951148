#include "stats/reports/row_chart_html.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "stats/reports/axis.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/table_html.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

constexpr size_t kRowsOfAScreen = 24;  // longer charts have their axis above, too
constexpr size_t kKeptTogether = 14;   // rows; on paper such charts are not broken
constexpr size_t kLongLabel = 40;      // bytes; such labels get a wider column and smaller letters

bool HasLongLabels(const RowChart& chart) {
  return std::any_of(chart.rows.begin(), chart.rows.end(),
                     [](const ChartRow& row) { return row.label.size() > kLongLabel; });
}

// Bands, grid and reference lines, once; every row uses them.
std::string Backdrop(const RowChart& chart, const std::string& id) {
  std::string svg =
      absl::StrCat("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><g id=\"", id, "\">");
  for (const Band& band : chart.bands) {
    const double left = std::max(0.0, AxisPercent(chart.axis, band.lower));
    const double right = std::min(100.0, AxisPercent(chart.axis, band.upper));
    absl::StrAppend(&svg, "<rect x=\"", Coordinate(left), "%\" y=\"0\" width=\"", Coordinate(right - left),
                    "%\" height=\"100%\" class=\"band\"/>", LineSvg(left, 0, left, 100, "edge"),
                    LineSvg(right, 0, right, 100, "edge"));
  }
  for (const Tick& tick : chart.axis.ticks) {
    const double x = AxisPercent(chart.axis, tick.value);
    absl::StrAppend(&svg, LineSvg(x, 0, x, 100, "tick"));
  }
  for (const double reference : chart.references) {
    const double x = AxisPercent(chart.axis, reference);
    absl::StrAppend(&svg, LineSvg(x, 0, x, 100, "reference"));
  }
  return absl::StrCat(svg, "</g></defs></svg>\n");
}

std::string AxisRow(const RowChart& chart) {
  std::string svg;
  for (const Tick& tick : chart.axis.ticks) {
    absl::StrAppend(&svg, "<text x=\"", Coordinate(AxisPercent(chart.axis, tick.value)), "%\" y=\"12\">",
                    EscapeHtml(tick.text), "</text>");
  }
  return absl::StrCat("<tr class=\"axis\"><td></td><td class=\"plot\"><svg aria-hidden=\"true\">", svg, "</svg><span>",
                      EscapeHtml(chart.axis.title), "</span></td><td colspan=\"", 1 + chart.verdict_headers.size(),
                      "\"></td></tr>\n");
}

// "= equivalent (Holm ?)" may be broken before the parenthesis alone.
std::string VerdictText(const std::string& verdict) {
  return absl::StrCat("<span>", absl::StrReplaceAll(EscapeHtml(verdict), {{" (", "</span> <span>("}}), "</span>");
}

std::string RowHtml(const RowChart& chart, const ChartRow& row, const std::string& id) {
  std::string svg = absl::StrCat("<use href=\"#", id, "\"/>");
  for (const ChartSpan& span : row.spans) {
    absl::StrAppend(&svg, LineSvg(AxisPercent(chart.axis, span.lower), 50, AxisPercent(chart.axis, span.upper), 50,
                                  span.thick ? "thick" : "thin"));
  }
  for (const Mark& mark : row.marks) {
    absl::StrAppend(&svg, MarkSvg(mark.shape, AxisPercent(chart.axis, mark.value), 50 + 24 * mark.offset));
  }
  std::string html = absl::StrCat("<tr><th scope=\"row\"><bdi>", EscapeHtml(row.label), "</bdi></th><td class=\"plot ",
                                  ToneClass(row.tone), "\"><svg aria-hidden=\"true\">", svg, "</svg></td>");
  absl::StrAppend(&html, "<td class=\"num\">", EscapeHtml(row.text), "</td>");
  for (size_t i = 0; i < row.verdicts.size(); ++i) {
    // Where rows are stacked on narrow screens, each verdict says what it is about.
    const std::string header = i < chart.verdict_headers.size() ? chart.verdict_headers[i] : "";
    absl::StrAppend(&html, "<td class=\"verdict ", ToneClass(row.verdicts[i].tone), "\" data-about=\"",
                    EscapeHtml(header), "\">", VerdictText(row.verdicts[i].text), "</td>");
  }
  return absl::StrCat(html, "</tr>\n");
}

std::string LegendHtml(const RowChart& chart) {
  std::string html;
  for (const LegendEntry& entry : chart.legend) {
    const std::string sign =
        entry.shape ? MarkSvg(*entry.shape, 50, 50) : LineSvg(0, 50, 100, 50, entry.thick ? "thick" : "thin");
    absl::StrAppend(&html, "<li class=\"", ToneClass(entry.tone), "\"><svg aria-hidden=\"true\">", sign, "</svg><span>",
                    EscapeHtml(entry.text), "</span></li>");
  }
  if (!chart.bands.empty()) {
    const std::string names = absl::StrJoin(
        chart.bands, ", ", [](std::string* out, const Band& band) { absl::StrAppend(out, EscapeHtml(band.name)); });
    absl::StrAppend(&html, "<li><svg aria-hidden=\"true\"><rect width=\"100%\" height=\"100%\" class=\"band\"/>",
                    LineSvg(0, 0, 0, 100, "edge"), LineSvg(100, 0, 100, 100, "edge"), "</svg><span>",
                    chart.bands.size() > 1 ? "margins " : "margin ", names, "</span></li>");
  }
  return html.empty() ? "" : absl::StrCat("<ul class=\"legend\">", html, "</ul>\n");
}

}  // namespace

std::string RowChartHtml(const RowChart& chart, const std::string& id) {
  const std::string figure = chart.rows.size() <= kKeptTogether ? "<figure class=\"whole\">\n" : "<figure>\n";
  std::string html =
      absl::StrCat(figure, CaptionHtml(chart.caption), Backdrop(chart, id), LegendHtml(chart), "<table class=\"rows",
                   HasLongLabels(chart) ? " long" : "", "\">\n<thead><tr><th>", EscapeHtml(chart.label_header),
                   "</th><th class=\"plot\"></th><th class=\"num\">", EscapeHtml(chart.text_header), "</th>");
  for (const std::string& header : chart.verdict_headers) absl::StrAppend(&html, "<th>", EscapeHtml(header), "</th>");
  absl::StrAppend(&html, "</tr></thead>\n<tbody>\n");
  if (chart.rows.size() > kRowsOfAScreen) absl::StrAppend(&html, AxisRow(chart));
  for (const ChartRow& row : chart.rows) absl::StrAppend(&html, RowHtml(chart, row, id));
  absl::StrAppend(&html, AxisRow(chart), "</tbody></table>\n", NoteHtml(chart.note), "</figure>\n");
  return html;
}

}  // namespace moebench::stats
