#include "stats/reports/conclusion_section.h"

#include <string>
#include <variant>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

const Table& FirstTable(const Section& section) {
  for (const Block& block : section.blocks) {
    if (const Table* table = std::get_if<Table>(&block)) return *table;
  }
  ADD_FAILURE() << "no table";
  static const Table kNone;
  return kNone;
}

std::string AllText(const Section& section) {
  std::string text;
  for (const Block& block : section.blocks) {
    if (const auto* paragraph = std::get_if<Paragraph>(&block)) text += paragraph->lead + " " + paragraph->text + "\n";
  }
  return text;
}

TEST(ConclusionSection, BeginsWithTheHeadline) {
  const Section section = ConclusionSection(TestStudy({4, 3, {0.05}}));
  EXPECT_EQ(std::get<Paragraph>(section.blocks[0]).text, "Some pairs are equivalent.");
  EXPECT_THAT(AllText(section), HasSubstr("Seeds speak for architectures."));
  EXPECT_THAT(AllText(section), HasSubstr("Caution. 3 seeds are few."));
  EXPECT_EQ(section.droppable, 0);
}

TEST(ConclusionSection, AMarginFromAFlagIsExploratory) {
  Study study = TestStudy({4, 3, {0.05}});
  EXPECT_THAT(AllText(ConclusionSection(study)), HasSubstr("Exploratory."));
  study.options.margin_source = MarginSource::kPreregistration;
  EXPECT_THAT(AllText(ConclusionSection(study)), HasSubstr("Declared."));
}

TEST(ConclusionSection, CountsPairsAtEachMargin) {
  Study study = TestStudy({4, 3, {0.05, 0.02}});
  study.margins[0].family_pairs = 10;
  study.margins[0].equivalent_pairs = 7;
  study.margins[0].equivalent_pairs_holm = 5;
  study.margins[1].tested = false;
  const Section section = ConclusionSection(study);
  const Table& table = FirstTable(section);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][1].text, "7 of 10");
  EXPECT_EQ(table.rows[0][2].text, "5 of 10");
  EXPECT_EQ(table.rows[0][4].text, "✓ validated");
  EXPECT_EQ(table.rows[1][1].text, "not tested");
}

TEST(ConclusionSection, ValidationIsPerMargin) {
  Study study = TestStudy({4, 3, {0.05, 0.03, 0.02}});
  EXPECT_TRUE(IsValidated(study));
  EXPECT_EQ(ValidationCell(study).text, "✓ Validated at ±0.05, ±0.03, ±0.02");
  study.margins[0].validated = false;
  EXPECT_FALSE(IsValidated(study));
  EXPECT_EQ(ValidationCell(study).text, "! Validated at ±0.03, ±0.02; not validated at ±0.05");
  study.margins[1].validated = study.margins[2].validated = false;
  EXPECT_EQ(ValidationCell(study).text, "✗ Not validated at ±0.05, ±0.03, ±0.02");
}

TEST(ConclusionSection, NothingTestedIsNotValidated) {
  EXPECT_FALSE(IsValidated(Study()));
  EXPECT_EQ(ValidationCell(Study()).text, "✗ Not validated: no margin was tested");
}

}  // namespace
}  // namespace moebench::stats
