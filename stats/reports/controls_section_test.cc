#include "stats/reports/controls_section.h"

#include <variant>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

TEST(ControlsSection, ResultsInWordsForEachMargin) {
  Study study = TestStudy({4, 3, {0.05, 0.02}});
  study.margins[1].controls[0].passed = false;
  const Section section = ControlsSection(study);
  const auto& table = std::get<Table>(section.blocks.at(1));
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows[0][2].text, "negative");
  EXPECT_EQ(table.rows[0][3].text, "✓ passed");
  EXPECT_EQ(table.rows[1][2].text, "positive");
  EXPECT_EQ(table.rows[2][3].text, "✗ failed");
  study.margins[1].controls[0].judged = false;
  const Section again = ControlsSection(study);
  EXPECT_EQ(std::get<Table>(again.blocks.at(1)).rows[2][3].text, "✗ not judged");
}

TEST(ControlsSection, ANegativeControlMustLieOutside) {
  // Variant 2 lies 0.2 below variant 0: outside ±0.05, not outside ±0.3.
  const Section section = ControlsSection(TestStudy({4, 3, {0.3, 0.05}}));
  const auto& chart = std::get<RowChart>(section.blocks.at(2));
  EXPECT_EQ(chart.rows[0].label, "variant_0 − variant_2");
  EXPECT_EQ(chart.rows[0].verdicts[0].text, "✗ not outside");
  EXPECT_EQ(chart.rows[0].verdicts[1].text, "✓ outside");
  EXPECT_EQ(chart.rows[1].label, "variant_0 − variant_3");  // the positive control
  EXPECT_EQ(chart.rows[1].verdicts[1].text, "≈ both");
}

TEST(ControlsSection, TheirAbsenceIsSaid) {
  const Section section = ControlsSection(TestStudy({4, 3, {0.05}, false}));
  ASSERT_EQ(section.blocks.size(), 1u);
  EXPECT_EQ(std::get<Paragraph>(section.blocks[0]).lead, "Not validated.");
  EXPECT_THAT(std::get<Paragraph>(section.blocks[0]).text, HasSubstr("No control was analysed."));
}

TEST(ControlsSection, AControlWithoutPairsHasWordsAlone) {
  Study study = TestStudy({3, 3, {0.05}, false});
  study.margins[0].controls = {{"linear", true, false, "One value: no interval."}};
  const Section section = ControlsSection(study);
  ASSERT_EQ(section.blocks.size(), 2u);
  EXPECT_EQ(std::get<Table>(section.blocks[1]).rows[0][4].text, "One value: no interval.");
}

}  // namespace
}  // namespace moebench::stats
