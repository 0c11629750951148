#include "stats/reports/paper_section.h"

#include <string>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

const TestStudyShape kShape = {4, 3, {0.05, 0.02}, false};

PaperClaim Claim(int a, int b, double margin, bool equivalent, std::optional<bool> different) {
  return {TestVariantName(kShape, a),
          TestVariantName(kShape, b),
          margin,
          equivalent,
          different,
          "batches of one checkpoint",
          "B.2"};
}

TEST(PaperSection, NumbersBesideOurs) {
  const Section section = PaperSection(TestStudy(kShape), TestRuns(kShape), {});
  const auto& table = std::get<Table>(section.blocks.at(0));
  ASSERT_EQ(table.rows.size(), 4u);  // one a variant, though each seed's record repeats it
  EXPECT_EQ(table.rows[0][2].text, "3.524");
  EXPECT_EQ(table.rows[0][3].text, "3.920 ± 0.010 (3)");  // the last evaluation's
  EXPECT_EQ(table.rows[0][4].text, "0.396");
  EXPECT_EQ(table.rows[0][5].text, "pilot");
}

TEST(PaperSection, WhatWasNotMeasuredIsSaid) {
  std::vector<RunSample> runs = TestRuns({1, 2, {0.05}, false});
  for (RunSample& run : runs) {
    run.record->mutable_paper(0)->set_metric("other");
    run.record->mutable_paper(0)->clear_value();
    run.record->mutable_paper(0)->set_text("4, 12, 8");
  }
  const Section section = PaperSection(TestStudy({1, 2, {0.05}, false}), runs, {});
  const auto& table = std::get<Table>(section.blocks.at(0));
  EXPECT_EQ(table.rows[0][2].text, "4, 12, 8");
  EXPECT_EQ(table.rows[0][3].text, "not measured");
}

TEST(PaperSection, ConclusionsSurviveOrRestOnTheirUnit) {
  // Differences of neighbours are 0.007 ± 0.0091, of 0 and 3 0.021 ± 0.0091.
  Study study = TestStudy(kShape);
  study.margins[1].pairs[3].decision_holm = Decision::kInconclusive;  // 1 - 2
  const std::vector<PaperClaim> claims = {Claim(1, 0, 0.02, true, false), Claim(0, 3, 0.02, true, true),
                                          Claim(1, 2, 0.02, true, true), Claim(2, 3, 0.02, false, std::nullopt)};
  ASSERT_TRUE(CheckClaims(study, claims).ok()) << CheckClaims(study, claims);
  const Section section = PaperSection(study, {}, claims);
  EXPECT_EQ(std::get<Paragraph>(section.blocks.at(0)).text,
            "At ±0.02, of 3 pairs that the paper found equivalent, 2 are found so at the level of seeds, each pair by "
            "itself, and 1 when pairs are named (Holm). The others rest on batches of one checkpoint only: variant_0 − "
            "variant_3. Of 2 pairs that the paper found different, 1 are found so.");
  const auto& table = std::get<Table>(section.blocks.at(1));
  EXPECT_EQ(table.rows[0][4].text, "✓ survives");
  EXPECT_EQ(table.rows[0][5].text, "found in neither");
  EXPECT_EQ(table.rows[1][4].text, "✗ rests on batches of one checkpoint only");
  EXPECT_EQ(table.rows[1][5].text, "✓ found in both");
  EXPECT_EQ(table.rows[2][4].text, "✓ survives by itself, not with Holm");
  EXPECT_EQ(table.rows[2][5].text, "✗ rests on batches of one checkpoint only");
  EXPECT_EQ(table.rows[3][4].text, "found here, not in the paper");
  EXPECT_EQ(table.rows[3][5].text, "–");
}

TEST(PaperSection, AMarginThatWasNotTested) {
  Study study = TestStudy(kShape);
  study.margins[1].tested = false;
  const std::vector<PaperClaim> claims = {Claim(0, 1, 0.02, true, std::nullopt)};
  const Section section = PaperSection(study, {}, claims);
  EXPECT_EQ(std::get<Table>(section.blocks.at(1)).rows[0][3].text, "not tested");
}

TEST(PaperSection, ClaimsAboutWhatIsNotThere) {
  const Study study = TestStudy(kShape);
  PaperClaim stranger = Claim(0, 1, 0.02, true, std::nullopt);
  stranger.b = "top1";
  EXPECT_THAT(std::string(CheckClaims(study, {stranger}).message()), HasSubstr("\"top1\", which is no variant here"));
  EXPECT_THAT(std::string(CheckClaims(study, {Claim(0, 1, 0.03, true, std::nullopt)}).message()),
              HasSubstr("margin 0.03, which is not tested here"));
  Study fewer = study;
  fewer.margins[0].pairs.erase(fewer.margins[0].pairs.begin());
  EXPECT_THAT(std::string(CheckClaims(fewer, {Claim(0, 1, 0.05, true, std::nullopt)}).message()),
              HasSubstr("which are not compared here"));
}

TEST(PaperSection, NothingToShow) { EXPECT_TRUE(PaperSection(TestStudy(kShape), {}, {}).blocks.empty()); }

}  // namespace
}  // namespace moebench::stats
