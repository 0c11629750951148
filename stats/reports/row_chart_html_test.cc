#include "stats/reports/row_chart_html.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/axis.h"
#include "stats/reports/test_page.h"

namespace moebench::stats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

RowChart Chart(size_t rows) {
  RowChart chart;
  chart.caption = "Chart";
  chart.axis = {"difference", -1, 1, {{-0.5, "-0.5"}, {0.5, "0.5"}}};
  chart.label_header = "pair";
  chart.verdict_headers = {"at ±0.5"};
  chart.bands = {{-0.5, 0.5, "±0.5"}};
  chart.references = {0};
  chart.legend = {{"estimate", Shape::kCircle}, {"interval", {}, true}};
  ChartRow row;
  row.label = "a < b";
  row.tone = Tone::kEquivalent;
  row.spans = {{-0.25, 0.25, true}};
  row.marks = {{0, Shape::kCircle}};
  row.text = "0.00";
  row.verdicts = {{"= equivalent", {}, Tone::kEquivalent}};
  chart.rows.assign(rows, row);
  return chart;
}

TEST(RowChartHtml, DrawsMarksWhereTheAxisPutsThem) {
  const std::string html = RowChartHtml(Chart(1), "chart1");
  const TestPage page = ReadTestPage(html);
  EXPECT_EQ(page.problem, "");
  EXPECT_THAT(page.texts, Contains("a < b"));
  // -0.25 and 0.25 on [-1, 1] are 37.5 % and 62.5 %; the margin reaches from 25 % over 50 %.
  EXPECT_THAT(html, HasSubstr("<line x1=\"37.5%\" y1=\"50%\" x2=\"62.5%\" y2=\"50%\" class=\"thick\"/>"));
  EXPECT_THAT(html, HasSubstr("<use href=\"#mc\" x=\"50%\" y=\"50%\"/>"));
  EXPECT_THAT(html, HasSubstr("<rect x=\"25%\" y=\"0\" width=\"50%\" height=\"100%\" class=\"band\"/>"));
  EXPECT_THAT(html, HasSubstr("<text x=\"25%\" y=\"12\">-0.5</text>"));
}

TEST(RowChartHtml, BackdropIsDefinedOnceAndUsedByEveryRow) {
  const std::string html = RowChartHtml(Chart(5), "chart1");
  EXPECT_EQ(ReadTestPage(html).ids, std::vector<std::string>{"chart1"});
  size_t uses = 0;
  for (size_t at = html.find("<use href=\"#chart1\"/>"); at != std::string::npos;
       at = html.find("<use href=\"#chart1\"/>", at + 1)) {
    ++uses;
  }
  EXPECT_EQ(uses, 5u);
}

TEST(RowChartHtml, LongChartsHaveTheirAxisAboveToo) {
  const auto axes = [](const std::string& html) {
    size_t count = 0;
    for (size_t at = html.find("<tr class=\"axis\">"); at != std::string::npos;
         at = html.find("<tr class=\"axis\">", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(axes(RowChartHtml(Chart(24), "c")), 1u);
  EXPECT_EQ(axes(RowChartHtml(Chart(25), "c")), 2u);
}

TEST(RowChartHtml, LongLabelsGetRoom) {
  RowChart chart = Chart(2);
  EXPECT_THAT(RowChartHtml(chart, "c"), Not(HasSubstr("rows long")));
  chart.rows[1].label = std::string(41, 'x');
  EXPECT_THAT(RowChartHtml(chart, "c"), HasSubstr("rows long"));
}

TEST(RowChartHtml, StackedVerdictsSayWhatTheyAreAbout) {
  EXPECT_THAT(RowChartHtml(Chart(1), "c"), HasSubstr("data-about=\"at ±0.5\"><span>= equivalent</span></td>"));
}

}  // namespace
}  // namespace moebench::stats
