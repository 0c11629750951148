#include "stats/reports/routing_panel_html.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_page.h"

namespace moebench::stats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

RoutingPanel Panel(int experts) {
  RoutingPanel panel;
  panel.caption = "wide <1>";
  panel.evaluations = {"E0", "E10"};
  panel.dead_counts = {"1", "0"};
  for (int i = 0; i < experts; ++i) {
    panel.experts.push_back({i, i / 2, 10.0 + i, "BROAD_CORE", "10.0 %"});
    panel.usage_percent.push_back({0, 10.0 + i});
    panel.dead.push_back({i == 0, false});
  }
  return panel;
}

TEST(RoutingPanelHtml, ShadesCrossesAndBars) {
  const std::string html = RoutingPanelHtml(Panel(4));
  const TestPage page = ReadTestPage(html);
  EXPECT_EQ(page.problem, "");
  EXPECT_THAT(page.texts, Contains("Usage of each expert: wide <1>"));
  EXPECT_THAT(page.texts, Contains("T1 · 3"));
  // Expert 0 was DEAD at E0: the middle of column 1 of 2 and row 1 of 4.
  EXPECT_THAT(html, HasSubstr("<use href=\"#mx\" x=\"25%\" y=\"12.5%\"/>"));
  EXPECT_THAT(html, HasSubstr("M0 3h100v.94H0z"));                             // the largest bar fills its width
  EXPECT_THAT(html, HasSubstr("class=\"u u0\" d=\"M0 1h.97v.94h-.97zM0 2h"));  // nothing is the lightest shade
  EXPECT_THAT(html, HasSubstr("class=\"u u6\" d=\"M1 0h.97v.94h-.97zM1 1h"));  // large shares the darkest
}

TEST(RoutingPanelHtml, OneTierIsNotNamed) {
  RoutingPanel panel = Panel(2);
  EXPECT_THAT(ReadTestPage(RoutingPanelHtml(panel)).texts, Contains("1"));
  EXPECT_THAT(RoutingPanelHtml(panel), Not(HasSubstr("T0")));
}

TEST(RoutingPanelHtml, ManyExpertsAreBarsAlone) {
  const std::string html = RoutingPanelHtml(Panel(1024));
  EXPECT_EQ(ReadTestPage(html).problem, "");
  EXPECT_THAT(html, HasSubstr("Usage of 1024 experts at the end, in falling order."));
  EXPECT_THAT(html, Not(HasSubstr("timeline")));
  EXPECT_LT(html.size(), 60000u);
}

TEST(RoutingPanelHtml, RowLabelsAreThinned) {
  const TestPage page = ReadTestPage(RoutingPanelHtml(Panel(128)));
  EXPECT_THAT(page.texts, Contains("T2 · 4"));
  EXPECT_THAT(page.texts, Not(Contains("T0 · 1")));
}

TEST(RoutingPanelHtml, NobodyUsed) {
  RoutingPanel panel = Panel(2);
  for (auto& row : panel.usage_percent) row = {0, 0};
  for (ExpertUsage& expert : panel.experts) expert.usage_percent = 0;
  EXPECT_EQ(ReadTestPage(RoutingPanelHtml(panel)).problem, "");
}

}  // namespace
}  // namespace moebench::stats
