#include "stats/reports/report_html.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/curve_chart_html.h"
#include "stats/reports/report_style.h"
#include "stats/reports/routing_panel_html.h"
#include "stats/reports/row_chart_html.h"
#include "stats/reports/table_html.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

struct BlockWriter {
  std::string id;  // of the block; unique in the page

  std::string operator()(const Paragraph& block) const {
    const std::string lead = block.lead.empty() ? "" : absl::StrCat("<b>", EscapeHtml(block.lead), "</b> ");
    const std::string text = absl::StrCat(lead, "<span>", EscapeHtml(block.text), "</span></p>\n");
    if (block.tone == Tone::kNeutral) return absl::StrCat("<p>", text);
    return absl::StrCat("<p class=\"aside ", ToneClass(block.tone), "\">", text);
  }
  std::string operator()(const Verbatim& block) const {
    return absl::StrCat("<figure>\n", CaptionHtml(block.caption), "<pre>", EscapeHtml(block.text), "</pre></figure>\n");
  }
  std::string operator()(const Table& block) const { return TableHtml(block); }
  std::string operator()(const RowChart& block) const { return RowChartHtml(block, id); }
  std::string operator()(const MatrixChart& block) const { return MatrixHtml(block); }
  std::string operator()(const CurveChart& block) const { return CurveChartHtml(block, id); }
  std::string operator()(const RoutingPanel& block) const { return RoutingPanelHtml(block); }
};

std::string SectionHtml(const Section& section) {
  std::string html = absl::StrCat("<section id=\"", section.id, "\">\n<h2>", EscapeHtml(section.title), "</h2>\n");
  for (size_t i = 0; i < section.blocks.size(); ++i) {
    absl::StrAppend(&html, std::visit(BlockWriter{absl::StrCat("chart_", section.id, i)}, section.blocks[i]));
  }
  return absl::StrCat(html, "</section>\n");
}

std::string HeadHtml(const ReportModel& report) {
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\"/>\n<title>",
      EscapeHtml(report.title), "</title>\n<style>", ReportStyle(), "</style>\n</head>\n<body>\n", MarkDefinitions());
}

std::string TopHtml(const ReportModel& report, const std::vector<const Section*>& sections) {
  std::string html = absl::StrCat("<header>\n<h1>", EscapeHtml(report.title), "</h1>\n<p class=\"status ",
                                  ToneClass(report.status_tone), "\">", EscapeHtml(report.status), "</p>\n");
  if (!report.banner.empty()) {
    absl::StrAppend(&html, "<p class=\"banner\"><span>", EscapeHtml(report.banner), "</span></p>\n");
  }
  absl::StrAppend(&html, "<nav>");
  for (const Section* section : sections) {
    absl::StrAppend(&html, "<a href=\"#", section->id, "\">", EscapeHtml(section->title), "</a> ");
  }
  return absl::StrCat(html, "</nav>\n</header>\n<main>\n");
}

std::string FootHtml(const std::vector<std::string>& left_out) {
  std::string text = "Every number of this page is in report.json; report.md holds the same without pictures.";
  if (!left_out.empty()) {
    absl::StrAppend(
        &text, " Left out here for the size of the page, and to be found there: ", absl::StrJoin(left_out, ", "), ".");
  }
  return absl::StrCat("</main>\n<footer>", EscapeHtml(text), "</footer>\n</body>\n</html>\n");
}

// Without sections whose `droppable` is above `most`.
std::string PageOf(const ReportModel& report, int most) {
  std::vector<const Section*> sections;
  std::vector<std::string> left_out;
  for (const Section& section : report.sections) {
    if (section.droppable <= most) {
      sections.push_back(&section);
    } else {
      left_out.push_back(section.title);
    }
  }
  std::string html = absl::StrCat(HeadHtml(report), TopHtml(report, sections));
  for (const Section* section : sections) absl::StrAppend(&html, SectionHtml(*section));
  return absl::StrCat(html, FootHtml(left_out));
}

}  // namespace

absl::StatusOr<std::string> ReportHtml(const ReportModel& report) {
  int most = 0;
  for (const Section& section : report.sections) most = std::max(most, section.droppable);
  for (;; --most) {
    std::string page = PageOf(report, most);
    if (page.size() < kLargestPage) return page;
    if (most == 0) {
      return absl::ResourceExhaustedError(absl::StrCat("the report's page would have ", page.size(),
                                                       " bytes, more than ", kLargestPage,
                                                       "; compare fewer variants at once"));
    }
  }
}

}  // namespace moebench::stats
