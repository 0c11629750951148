#include "stats/reports/report_markdown.h"

#include <algorithm>
#include <cstddef>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "stats/reports/number_text.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

std::string TableLine(const std::vector<std::string>& cells) {
  return absl::StrCat(
      "| ",
      absl::StrJoin(cells, " | ",
                    [](std::string* out, const std::string& cell) { absl::StrAppend(out, EscapeMarkdown(cell)); }),
      " |\n");
}

std::string TableText(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::string> headers;
  std::string rule = "|";
  for (const Column& column : columns) {
    headers.push_back(column.header);
    absl::StrAppend(&rule, column.numeric ? "---:|" : "---|");
  }
  std::string text = absl::StrCat(TableLine(headers), rule, "\n");
  for (const std::vector<std::string>& row : rows) absl::StrAppend(&text, TableLine(row));
  return absl::StrCat(text, "\n");
}

std::string Caption(const std::string& caption) {
  return caption.empty() ? "" : absl::StrCat("**", EscapeMarkdown(caption), "**\n\n");
}

std::string Note(const std::string& note) { return note.empty() ? "" : absl::StrCat(EscapeMarkdown(note), "\n\n"); }

std::string BlockText(const Paragraph& block) {
  const std::string lead = block.lead.empty() ? "" : absl::StrCat("**", EscapeMarkdown(block.lead), "** ");
  return absl::StrCat(lead, EscapeMarkdown(block.text), "\n\n");
}

// The fence is longer than any run of backticks inside.
std::string BlockText(const Verbatim& block) {
  const std::string text = PlainUtf8(block.text);
  size_t longest = 2, run = 0;
  for (const char letter : text) longest = std::max(longest, run = letter == '`' ? run + 1 : 0);
  const std::string fence(longest + 1, '`');
  const absl::string_view end = text.empty() || text.back() != '\n' ? "\n" : "";
  return absl::StrCat(Caption(block.caption), fence, "\n", text, end, fence, "\n\n");
}

std::string BlockText(const Table& block) {
  std::vector<std::vector<std::string>> rows;
  for (const std::vector<TableCell>& cells : block.rows) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const TableCell& cell : cells) row.push_back(cell.text);
  }
  return absl::StrCat(Caption(block.caption), TableText(block.columns, rows), Note(block.note));
}

std::string BlockText(const RowChart& block) {
  std::vector<Column> columns = {{block.label_header}, {block.text_header, true}};
  for (const std::string& header : block.verdict_headers) columns.push_back({header});
  std::vector<std::vector<std::string>> rows;
  for (const ChartRow& chart_row : block.rows) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {chart_row.label, chart_row.text};
    for (const TableCell& verdict : chart_row.verdicts) row.push_back(verdict.text);
  }
  return absl::StrCat(Caption(block.caption), TableText(columns, rows), Note(block.note));
}

std::string BlockText(const MatrixChart& block) {
  std::vector<Column> columns = {{""}};
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < block.names.size(); ++i) {
    columns.push_back({block.names[i]});
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(block.names[i]);
    for (size_t j = 0; j < block.cells[i].size(); ++j) {
      const MatrixCell& cell = block.cells[i][j];
      row.push_back(!cell.symbol.empty() ? absl::StrCat(cell.symbol, " ", cell.detail) : i == j ? "" : "·");
    }
  }
  return absl::StrCat(Caption(block.caption), TableText(columns, rows), Note(block.note));
}

std::string BlockText(const CurveChart& block) {
  const int decimals = DecimalsFor((block.y.upper - block.y.lower) / 2);
  std::vector<std::vector<std::string>> rows;
  for (const Curve& curve : block.curves) {
    const CurvePoint& first = curve.points.front();
    const CurvePoint& last = curve.points.back();
    rows.push_back({curve.name, absl::StrCat(curve.seeds), ShortText(first.x), FixedText(first.mean, decimals),
                    ShortText(last.x), FixedText(last.mean, decimals),
                    IntervalText({last.low, last.high, 0}, decimals)});
  }
  const std::vector<Column> columns = {{"variant"},
                                       {"seeds", true},
                                       {"first step", true},
                                       {"mean there", true},
                                       {"last step", true},
                                       {"mean there", true},
                                       {"lowest and highest seed", true}};
  return absl::StrCat(Caption(block.caption), TableText(columns, rows));
}

std::string BlockText(const RoutingPanel& block) {
  std::vector<std::vector<std::string>> rows;
  for (const ExpertUsage& expert : block.experts) {
    rows.push_back({absl::StrCat(expert.expert), expert.tier ? absl::StrCat("T", *expert.tier) : "", expert.text,
                    expert.ecology_class});
  }
  std::vector<Column> columns = {{"evaluation"}};
  std::vector<std::string> dead = {"DEAD experts"};
  for (size_t i = 0; i < block.evaluations.size(); ++i) {
    columns.push_back({block.evaluations[i], true});
    dead.push_back(block.dead_counts[i]);
  }
  return absl::StrCat(Caption(block.caption), TableText(columns, {dead}),
                      TableText({{"expert", true}, {"tier"}, {"usage at the end", true}, {"class"}}, rows),
                      Note(block.note));
}

}  // namespace

std::string ReportMarkdown(const ReportModel& report) {
  std::string text = absl::StrCat("# ", EscapeMarkdown(report.title), "\n\n");
  absl::StrAppend(&text, "**", EscapeMarkdown(report.status), "**\n\n");
  if (!report.banner.empty()) absl::StrAppend(&text, "**", EscapeMarkdown(report.banner), "**\n\n");
  for (const Section& section : report.sections) {
    absl::StrAppend(&text, "## ", EscapeMarkdown(section.title), "\n\n");
    for (const Block& block : section.blocks) {
      absl::StrAppend(&text, std::visit([](const auto& kind) { return BlockText(kind); }, block));
    }
  }
  while (text.size() > 1 && text[text.size() - 2] == '\n') text.pop_back();
  return text;
}

}  // namespace moebench::stats
