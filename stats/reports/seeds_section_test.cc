#include "stats/reports/seeds_section.h"

#include <variant>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

TEST(SeedsSection, OneMarkASeedAndTheMean) {
  const Section section = SeedsSection(TestStudy({4, 3, {0.05}}));
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  ASSERT_EQ(chart.rows.size(), 4u);
  EXPECT_EQ(chart.rows[0].marks.size(), 4u);
  EXPECT_EQ(chart.rows[0].text, "3.500 ± 0.004");
  EXPECT_EQ(chart.rows[0].verdicts[0].text, "3");
  EXPECT_EQ(chart.rows[2].label, "variant_2 (control)");
  EXPECT_EQ(chart.rows[2].marks[0].shape, Shape::kTriangle);
}

TEST(SeedsSection, OneSeedIsAPoint) {
  const Section section = SeedsSection(TestStudy({2, 1, {0.05}, false}));
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  EXPECT_EQ(chart.rows[0].marks.size(), 1u);
  EXPECT_EQ(chart.rows[0].text, "3.50000");
}

TEST(SeedsSection, ThirtySeedsAreSpreadAcrossTheRow) {
  const Section section = SeedsSection(TestStudy({2, 30, {0.05}, false}));
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  ASSERT_EQ(chart.rows[0].marks.size(), 31u);
  EXPECT_NE(chart.rows[0].marks[0].offset, chart.rows[0].marks[1].offset);
  for (const Mark& mark : chart.rows[0].marks) {
    EXPECT_LE(mark.offset, 1);
    EXPECT_GE(mark.offset, -1);
  }
}

TEST(SeedsSection, VarianceComponentsWhereThereAreAny) {
  Study study = TestStudy({4, 3, {0.05}});
  EXPECT_EQ(std::get<Table>(SeedsSection(study).blocks.at(1)).rows[2][1].text, "0.730");
  study.between_variance = study.within_variance = study.icc = std::nullopt;
  EXPECT_EQ(SeedsSection(study).blocks.size(), 1u);
  EXPECT_TRUE(SeedsSection(Study()).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
