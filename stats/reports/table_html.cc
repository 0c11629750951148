#include "stats/reports/table_html.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

constexpr size_t kShortVerdict = 24;  // bytes; a symbol and its word are kept on one line
constexpr size_t kLongText = 40;      // bytes; such cells may be broken anywhere
constexpr size_t kFewColumns = 4;     // fit a narrow screen beside each other
constexpr size_t kManyColumns = 7;    // get smaller letters
constexpr size_t kKeptTogether = 14;  // rows; on paper such tables are not broken
constexpr size_t kMostStacked = 120;  // rows; longer tables scroll there
constexpr size_t kManyNames = 10;     // beyond, cells hold their symbol alone and give the difference when pointed at

std::string MatrixCellHtml(const MatrixCell& cell, bool diagonal, bool many) {
  if (diagonal) return "<td class=\"diagonal\"></td>";
  if (cell.symbol.empty()) return "<td class=\"nothing\">·</td>";
  const std::string detail = many ? "" : absl::StrCat("<i>", EscapeHtml(cell.detail), "</i>");
  return absl::StrCat("<td class=\"", ToneClass(cell.tone), cell.control ? " control" : "", "\" title=\"",
                      EscapeHtml(cell.title), "\"><b>", EscapeHtml(cell.symbol), "</b>", detail, "</td>");
}

// A cell that says what it is about, for where rows are stacked.
std::string StackedCellHtml(const TableCell& cell, const Column& column) {
  std::string html = CellHtml(cell, column.numeric);
  return html.insert(3, absl::StrCat(" data-about=\"", EscapeHtml(column.header), "\""));
}

}  // namespace

std::string CaptionHtml(const std::string& caption) {
  return caption.empty() ? "" : absl::StrCat("<figcaption>", EscapeHtml(caption), "</figcaption>\n");
}

std::string NoteHtml(const std::string& note) {
  return note.empty() ? "" : absl::StrCat("<p class=\"note\">", EscapeHtml(note), "</p>\n");
}

std::string CellHtml(const TableCell& cell, bool numeric) {
  std::string css = cell.tone == Tone::kNeutral ? "" : ToneClass(cell.tone);
  if (!css.empty() && cell.text.size() < kShortVerdict) absl::StrAppend(&css, " short");
  if (cell.text.size() > kLongText) absl::StrAppend(&css, css.empty() ? "" : " ", "long");
  if (numeric) absl::StrAppend(&css, css.empty() ? "" : " ", "num");
  const std::string attribute = css.empty() ? "" : absl::StrCat(" class=\"", css, "\"");
  const std::string title = cell.full.empty() ? "" : absl::StrCat(" title=\"", EscapeHtml(cell.full), "\"");
  return absl::StrCat("<td", attribute, title, ">", EscapeHtml(cell.text), "</td>");
}

std::string TableHtml(const Table& table) {
  const bool stacked = table.columns.size() > kFewColumns && table.rows.size() <= kMostStacked;
  std::string html =
      absl::StrCat(table.rows.size() <= kKeptTogether ? "<figure class=\"whole\">\n" : "<figure>\n",
                   CaptionHtml(table.caption), "<div class=\"scroll\"><table class=\"grid",
                   table.columns.size() > kManyColumns ? " wide" : "", stacked ? " stacked" : "", "\">\n<thead><tr>");
  for (const Column& column : table.columns) {
    absl::StrAppend(&html, column.numeric ? "<th class=\"num\">" : "<th>", EscapeHtml(column.header), "</th>");
  }
  absl::StrAppend(&html, "</tr></thead>\n<tbody>\n");
  for (const std::vector<TableCell>& row : table.rows) {
    absl::StrAppend(&html, "<tr>");
    for (size_t i = 0; i < row.size(); ++i) {
      const Column column = i < table.columns.size() ? table.columns[i] : Column();
      absl::StrAppend(&html, stacked ? StackedCellHtml(row[i], column) : CellHtml(row[i], column.numeric));
    }
    absl::StrAppend(&html, "</tr>\n");
  }
  return absl::StrCat(html, "</tbody></table></div>\n", NoteHtml(table.note), "</figure>\n");
}

std::string MatrixHtml(const MatrixChart& matrix) {
  const bool many = matrix.names.size() > kManyNames;
  std::string html =
      absl::StrCat("<figure>\n", CaptionHtml(matrix.caption), "<div class=\"scroll\"><table class=\"matrix",
                   many ? " many" : "", "\">\n<thead><tr><td></td>");
  for (const std::string& name : matrix.names) {
    absl::StrAppend(&html, "<th scope=\"col\"><span><bdi>", EscapeHtml(name), "</bdi></span></th>");
  }
  absl::StrAppend(&html, "</tr></thead>\n<tbody>\n");
  for (size_t row = 0; row < matrix.names.size(); ++row) {
    absl::StrAppend(&html, "<tr><th scope=\"row\"><bdi>", EscapeHtml(matrix.names[row]), "</bdi></th>");
    for (size_t column = 0; column < matrix.names.size(); ++column) {
      absl::StrAppend(&html, MatrixCellHtml(matrix.cells[row][column], row == column, many));
    }
    absl::StrAppend(&html, "</tr>\n");
  }
  return absl::StrCat(html, "</tbody></table></div>\n", NoteHtml(matrix.note), "</figure>\n");
}

}  // namespace moebench::stats
