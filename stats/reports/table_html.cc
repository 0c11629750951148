#include "stats/reports/table_html.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

constexpr size_t kShortVerdict = 24;  // bytes; a symbol and its word are kept on one line
constexpr size_t kManyNames = 10;     // beyond, cells hold their symbol alone and give the difference when pointed at

std::string MatrixCellHtml(const MatrixCell& cell, bool diagonal, bool many) {
  if (diagonal) return "<td class=\"diagonal\"></td>";
  if (cell.symbol.empty()) return "<td class=\"nothing\">·</td>";
  const std::string detail = many ? "" : absl::StrCat("<i>", EscapeHtml(cell.detail), "</i>");
  return absl::StrCat("<td class=\"", ToneClass(cell.tone), cell.control ? " control" : "", "\" title=\"",
                      EscapeHtml(cell.title), "\"><b>", EscapeHtml(cell.symbol), "</b>", detail, "</td>");
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
  if (numeric) absl::StrAppend(&css, css.empty() ? "" : " ", "num");
  const std::string attribute = css.empty() ? "" : absl::StrCat(" class=\"", css, "\"");
  const std::string title = cell.full.empty() ? "" : absl::StrCat(" title=\"", EscapeHtml(cell.full), "\"");
  return absl::StrCat("<td", attribute, title, ">", EscapeHtml(cell.text), "</td>");
}

std::string TableHtml(const Table& table) {
  std::string html = absl::StrCat("<figure>\n", CaptionHtml(table.caption),
                                  "<div class=\"scroll\"><table class=\"grid\">\n<thead><tr>");
  for (const Column& column : table.columns) {
    absl::StrAppend(&html, column.numeric ? "<th class=\"num\">" : "<th>", EscapeHtml(column.header), "</th>");
  }
  absl::StrAppend(&html, "</tr></thead>\n<tbody>\n");
  for (const std::vector<TableCell>& row : table.rows) {
    absl::StrAppend(&html, "<tr>");
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&html, CellHtml(row[i], i < table.columns.size() && table.columns[i].numeric));
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
