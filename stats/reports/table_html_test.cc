#include "stats/reports/table_html.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_page.h"

namespace moebench::stats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TableHtml, CellsAlignAndEscape) {
  EXPECT_EQ(CellHtml({"a<b"}, false), "<td>a&lt;b</td>");
  EXPECT_EQ(CellHtml({"1.5", 1.5}, true), "<td class=\"num\">1.5</td>");
  EXPECT_EQ(CellHtml({"✓ yes", {}, Tone::kPassed, "in \"full\""}, true),
            "<td class=\"t-pass short num\" title=\"in &quot;full&quot;\">✓ yes</td>");
}

TEST(TableHtml, TableIsWellFormed) {
  Table table;
  table.caption = "<caption>";
  table.columns = {{"name"}, {"value", true}};
  table.rows = {{{"a"}, {"1"}}, {{"b"}, {"2"}}};
  table.note = "A & B";
  const TestPage page = ReadTestPage(TableHtml(table));
  EXPECT_EQ(page.problem, "");
  EXPECT_THAT(page.texts, Contains("<caption>"));
  EXPECT_THAT(page.texts, Contains("A & B"));
}

TEST(TableHtml, ManyColumnsAreStackedOnNarrowScreens) {
  Table table;
  for (const char* name : {"a", "b", "c", "d", "e & f"}) table.columns.push_back({name, true});
  table.rows = {{{"1"}, {"2"}, {"3"}, {"4"}, {"5"}}};
  const std::string html = TableHtml(table);
  EXPECT_EQ(ReadTestPage(html).problem, "");
  EXPECT_THAT(html, HasSubstr("<table class=\"grid stacked\">"));
  EXPECT_THAT(html, HasSubstr("<td data-about=\"e &amp; f\" class=\"num\">5</td>"));
  table.rows.resize(200, table.rows[0]);
  EXPECT_THAT(TableHtml(table), Not(HasSubstr("data-about")));
  table.columns.resize(4);
  for (auto& row : table.rows) row.resize(4);
  EXPECT_THAT(TableHtml(table), HasSubstr("<table class=\"grid\">"));
}

TEST(TableHtml, LongTextsMayBeBroken) {
  EXPECT_EQ(CellHtml({std::string(41, 'x')}, false), "<td class=\"long\">" + std::string(41, 'x') + "</td>");
}

MatrixChart Matrix(int names) {
  MatrixChart matrix;
  for (int i = 0; i < names; ++i) matrix.names.push_back(absl::StrCat("name<", i));
  matrix.cells.assign(names, std::vector<MatrixCell>(names, {"=", "0.0123", "in full", Tone::kEquivalent}));
  matrix.cells[0][1] = {};
  matrix.cells[1][0].control = true;
  return matrix;
}

TEST(TableHtml, MatrixShowsSymbolAndDifference) {
  const std::string html = MatrixHtml(Matrix(3));
  EXPECT_EQ(ReadTestPage(html).problem, "");
  EXPECT_THAT(html, HasSubstr("<td class=\"t-eq\" title=\"in full\"><b>=</b><i>0.0123</i></td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"t-eq control\""));
  EXPECT_THAT(html, HasSubstr("<td class=\"nothing\">·</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"diagonal\"></td>"));
}

TEST(TableHtml, LargeMatrixShowsSymbolsAlone) {
  const std::string html = MatrixHtml(Matrix(20));
  EXPECT_EQ(ReadTestPage(html).problem, "");
  EXPECT_THAT(html, HasSubstr("matrix many"));
  EXPECT_THAT(html, Not(HasSubstr("0.0123")));
}

}  // namespace
}  // namespace moebench::stats
