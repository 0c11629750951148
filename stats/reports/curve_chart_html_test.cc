#include "stats/reports/curve_chart_html.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_page.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CurveChart Chart(int curves, int seeds) {
  CurveChart chart;
  chart.caption = "Loss";
  chart.x = {"steps", 0, 100, {{50, "50"}}};
  chart.y = {"loss", 0, 4, {{2, "2"}}};
  for (int i = 0; i < curves; ++i) {
    chart.curves.push_back({absl::StrCat("curve<", i), seeds, {{0, 3, 2, 4}, {100, 1, 0, 2}}});
  }
  return chart;
}

TEST(CurveChartHtml, LineAndBandWhereTheAxesPutThem) {
  const std::string html = CurveChartHtml(Chart(2, 3), "c");
  EXPECT_EQ(ReadTestPage(html).problem, "");
  // y runs downwards: 3 of 4 is 250 of 1000 from above.
  EXPECT_THAT(html, HasSubstr("d=\"M0 250L1000 750\""));
  EXPECT_THAT(html, HasSubstr("class=\"spread\" d=\"M0 0L1000 500L1000 1000L0 500z\""));
  EXPECT_THAT(html, HasSubstr("<text x=\"-6\" y=\"50%\" dy=\"4\" class=\"end\">2</text>"));
}

TEST(CurveChartHtml, OneSeedHasNoBand) {
  EXPECT_THAT(CurveChartHtml(Chart(2, 1), "c"), Not(HasSubstr("class=\"spread\"")));
}

TEST(CurveChartHtml, UpToEightTogetherMoreApart) {
  EXPECT_THAT(CurveChartHtml(Chart(8, 3), "c"), Not(HasSubstr("multiples")));
  EXPECT_THAT(CurveChartHtml(Chart(8, 3), "c"), HasSubstr("class=\"curve d7\""));
  const std::string apart = CurveChartHtml(Chart(9, 3), "c");
  EXPECT_EQ(ReadTestPage(apart).problem, "");
  EXPECT_THAT(apart, HasSubstr("multiples"));
  EXPECT_THAT(apart, HasSubstr("<bdi>curve&lt;8</bdi>, 3 seeds"));
  EXPECT_THAT(apart, Not(HasSubstr("class=\"curve d1\"")));
}

}  // namespace
}  // namespace moebench::stats
