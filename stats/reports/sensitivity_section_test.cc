#include "stats/reports/sensitivity_section.h"

#include <variant>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

TEST(SensitivitySection, SmallestMarginsBesideTheDeclaredOnes) {
  const Section section = SensitivitySection(TestStudy({4, 3, {0.05, 0.02}, false}));
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  ASSERT_EQ(chart.rows.size(), 6u);
  EXPECT_EQ(chart.rows[0].text, "0.0161");  // 0.007 + 0.0091
  EXPECT_EQ(chart.references, (std::vector<double>{0.05, 0.02}));
  EXPECT_EQ(chart.axis.lower, 0);
  for (const Tick& tick : chart.axis.ticks) EXPECT_GE(tick.value, 0);
}

TEST(SensitivitySection, CountsByMethodAndMarksTheUnreliable) {
  const Section section = SensitivitySection(TestStudy({4, 3, {0.05, 0.02}, false}));
  const auto& counts = std::get<Table>(section.blocks.at(1));
  ASSERT_EQ(counts.rows.size(), 2u);
  EXPECT_EQ(counts.rows[0][1].text, "6 of 6");
  EXPECT_EQ(counts.rows[1][0].text, "moving blocks of 5");
  EXPECT_EQ(counts.rows[1][1].text, "6 of 6 †");
  EXPECT_EQ(counts.rows[1][2].text, "3 of 6 †");  // 0 - 1, 1 - 2, 2 - 3
  const auto& smallest = std::get<Table>(section.blocks.at(2));
  EXPECT_EQ(smallest.rows[0][2].text, "0.0161 †");
}

TEST(SensitivitySection, AMethodThatWasNotAppliedToAPair) {
  Study study = TestStudy({3, 3, {0.05}, false});
  study.margins[0].pairs[1].sensitivity.clear();
  const Section section = SensitivitySection(study);
  EXPECT_EQ(std::get<Table>(section.blocks.at(1)).rows[1][1].text, "2 of 2 †");
  EXPECT_EQ(std::get<Table>(section.blocks.at(2)).rows[1][2].text, "–");
}

TEST(SensitivitySection, PowerBesideWhatIsInconclusive) {
  // At ±0.015 the pairs one apart (0.007 ± 0.0091) lie neither inside nor away from 0.
  const Section section = PowerSection(TestStudy({3, 3, {0.015}, false}));
  const auto& table = std::get<Table>(section.blocks.at(0));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][2].text, "0.61");
  EXPECT_EQ(table.rows[0][4].text, "12");
  EXPECT_EQ(table.rows[0][5].text, "none suffices");
}

TEST(SensitivitySection, NothingToShow) {
  EXPECT_TRUE(SensitivitySection(Study()).blocks.empty());
  EXPECT_TRUE(PowerSection(TestStudy({3, 3, {0.05}, false})).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
