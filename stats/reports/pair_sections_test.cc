#include "stats/reports/pair_sections.h"

#include <variant>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/axis.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Variants 0 to 2 are the family; 3 and 4 the controls.
Study FiveVariants() { return TestStudy({5, 3, {0.05, 0.02}}); }

TEST(PairSections, ForestPlotShowsFamilyMarginsAndIntervals) {
  const Section section = DifferencesSection(FiveVariants());
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  ASSERT_EQ(chart.rows.size(), 3u);
  ASSERT_EQ(chart.bands.size(), 2u);
  EXPECT_EQ(chart.bands[0].name, "±0.05");
  const ChartRow& row = chart.rows[1];  // 0 - 2: -0.014 ± 0.0091 and ± 0.0118
  EXPECT_EQ(row.label, "variant_0 − variant_2");
  EXPECT_EQ(row.text, "-0.0140 [-0.0231, -0.0049]");
  EXPECT_NEAR(row.spans[0].lower, -0.0258, 1e-12);
  EXPECT_TRUE(row.spans[1].thick);
  EXPECT_NEAR(row.spans[1].upper, -0.0049, 1e-12);
  EXPECT_EQ(row.verdicts[0].text, "≈ both");
  EXPECT_EQ(row.verdicts[1].text, "≠ different");
}

TEST(PairSections, TheAxisHoldsEveryIntervalAndMargin) {
  const Section section = DifferencesSection(TestStudy({12, 3, {0.01}}));
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  for (const ChartRow& row : chart.rows) {
    for (const ChartSpan& span : row.spans) {
      EXPECT_GT(AxisPercent(chart.axis, span.lower), 0);
      EXPECT_LT(AxisPercent(chart.axis, span.upper), 100);
    }
  }
  EXPECT_LT(chart.axis.lower, -0.01);
  EXPECT_GT(chart.axis.upper, 0.01);
}

TEST(PairSections, VerdictsSayWhatHolmAndReliabilityChange) {
  Study study = FiveVariants();
  study.margins[0].pairs[0].decision_holm = Decision::kInconclusive;
  study.margins[0].pairs[1].comparison.reliable = false;
  study.margins[1].tested = false;
  const Section section = DifferencesSection(study);
  const auto& chart = std::get<RowChart>(section.blocks.at(0));
  EXPECT_EQ(chart.rows[0].verdicts[0].text, "= equivalent (Holm ?)");
  EXPECT_EQ(chart.rows[1].verdicts[0].text, "≈ both †");
  EXPECT_EQ(chart.rows[0].verdicts[1].text, "not tested");
}

TEST(PairSections, MatrixHasBothDecisionsAndBothSigns) {
  Study study = FiveVariants();
  study.margins[0].pairs[0].decision_holm = Decision::kInconclusive;
  const Section section = MatrixSection(study);
  ASSERT_EQ(section.blocks.size(), 3u);
  const std::string words = std::get<Paragraph>(section.blocks[0]).text;
  EXPECT_THAT(words, HasSubstr("have a dashed frame"));
  EXPECT_THAT(words, Not(HasSubstr("A dot")));
  const auto& matrix = std::get<MatrixChart>(section.blocks[1]);
  EXPECT_EQ(matrix.caption, "At ±0.05");
  EXPECT_EQ(matrix.cells[0][1].symbol, "=");
  EXPECT_EQ(matrix.cells[0][1].detail, "-0.0070");
  EXPECT_EQ(matrix.cells[1][0].symbol, "?");
  EXPECT_EQ(matrix.cells[1][0].detail, "0.0070");
  EXPECT_EQ(matrix.cells[2][2].symbol, "");
  EXPECT_FALSE(matrix.cells[0][1].control);
  EXPECT_TRUE(matrix.cells[0][3].control);
  EXPECT_EQ(matrix.cells[3][0].symbol, "≠");
}

TEST(PairSections, PairsThatWereNotComparedAreDots) {
  Study study = TestStudy({3, 3, {0.05}, false});
  study.margins[0].pairs.pop_back();  // 1 - 2
  const Section section = MatrixSection(study);
  const std::string words = std::get<Paragraph>(section.blocks.at(0)).text;
  EXPECT_THAT(words, HasSubstr("A dot: not compared."));
  EXPECT_THAT(words, Not(HasSubstr("dashed")));
}

TEST(PairSections, AMarginThatWasNotTestedHasNoMatrix) {
  Study study = FiveVariants();
  study.margins[1].tested = false;
  const Section section = MatrixSection(study);
  EXPECT_THAT(std::get<Paragraph>(section.blocks.at(2)).text, HasSubstr("At ±0.02 nothing was tested"));
}

TEST(PairSections, NumbersAndWordsOfEveryPair) {
  const Section numbers = NumbersSection(FiveVariants());
  const auto& table = std::get<Table>(numbers.blocks.at(0));
  ASSERT_EQ(table.rows.size(), 20u);  // 10 pairs at 2 margins
  EXPECT_EQ(table.rows[0][8].text, "4.6e-04");
  EXPECT_DOUBLE_EQ(*table.rows[0][8].value, 0.000456);
  EXPECT_EQ(table.rows[0][9].text, "0.031");
  EXPECT_EQ(table.rows[2][9].text, "control");
  EXPECT_GT(numbers.droppable, 0);
  EXPECT_EQ(WordsSection(FiveVariants()).blocks.size(), 20u);
  EXPECT_EQ(std::get<Paragraph>(WordsSection(FiveVariants()).blocks[0]).lead, "variant_0 − variant_1 at ±0.05.");
}

TEST(PairSections, NothingToShow) {
  EXPECT_TRUE(DifferencesSection(Study()).blocks.empty());
  EXPECT_TRUE(MatrixSection(Study()).blocks.empty());
  EXPECT_TRUE(NumbersSection(Study()).blocks.empty());
  EXPECT_TRUE(WordsSection(Study()).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
