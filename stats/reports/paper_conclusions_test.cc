#include "stats/reports/paper_conclusions.h"

#include <optional>
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

PaperClaim Claim(int a, int b, double margin, std::optional<bool> equivalent, std::optional<bool> different) {
  return {TestVariantName(kShape, a),
          TestVariantName(kShape, b),
          margin,
          equivalent,
          different,
          "batches of one checkpoint",
          "B.2"};
}

PaperClaims Pairs(const std::vector<PaperClaim>& pairs) { return {pairs, {}}; }

TEST(PaperConclusions, WordsSayWhatSurvivesAndWhatRests) {
  // Differences of neighbours are 0.007 ± 0.0091, of 0 and 3 0.021 ± 0.0091.
  Study study = TestStudy(kShape);
  study.margins[1].pairs[3].decision_holm = Decision::kInconclusive;  // 1 - 2
  const PaperClaims claims = Pairs({Claim(1, 0, 0.02, true, false), Claim(0, 3, 0.02, true, true),
                                    Claim(1, 2, 0.02, true, true), Claim(2, 3, 0.02, false, std::nullopt)});
  ASSERT_TRUE(CheckClaims(study, claims).ok()) << CheckClaims(study, claims);
  const std::vector<Block> blocks = ConclusionBlocks(study, claims);
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(std::get<Paragraph>(blocks[0]).lead, "At ±0.02.");
  EXPECT_EQ(std::get<Paragraph>(blocks[0]).text,
            "The paper finds 3 pairs equivalent. At the level of seeds 2 are found so, each by itself, and 1 with "
            "Holm's correction. Resting on batches of one checkpoint only: variant_0 − variant_3.");
  EXPECT_EQ(std::get<Paragraph>(blocks[1]).lead, "Differences.");
  EXPECT_THAT(std::get<Paragraph>(blocks[1]).text,
              HasSubstr("The paper finds 2 pairs different. At the level of seeds 1 is found so"));
  const auto& table = std::get<Table>(blocks[2]);
  ASSERT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.columns[1].header, "equivalent at ±0.02");
  EXPECT_EQ(table.rows[0][0].text, "variant_1 − variant_0");
  EXPECT_EQ(table.rows[0][1].text, "✓ survives");
  EXPECT_EQ(table.rows[0][2].text, "found in neither");
  EXPECT_EQ(table.rows[1][1].text, "✗ rests on batches of one checkpoint only");
  EXPECT_EQ(table.rows[1][2].text, "✓ survives");
  EXPECT_EQ(table.rows[2][1].text, "✓ survives by itself, not with Holm");
  EXPECT_EQ(table.rows[2][2].text, "✗ rests on batches of one checkpoint only");
  EXPECT_EQ(table.rows[3][1].text, "found here, not in the paper");
  EXPECT_EQ(table.rows[3][2].text, "–");
}

TEST(PaperConclusions, OneRowAPairWithAColumnAMargin) {
  PaperClaim other = Claim(1, 0, 0.02, true, std::nullopt);
  other.source = "B.1";
  const PaperClaims claims = Pairs({Claim(0, 1, 0.05, true, true), other});
  const std::vector<Block> blocks = ConclusionBlocks(TestStudy(kShape), claims);
  EXPECT_THAT(std::get<Paragraph>(blocks[0]).text, HasSubstr("The paper finds 1 pair equivalent."));
  EXPECT_THAT(std::get<Paragraph>(blocks[0]).text, HasSubstr("It survives."));
  const auto& table = std::get<Table>(blocks.back());
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.columns[1].header, "equivalent at ±0.05");
  EXPECT_EQ(table.columns[2].header, "equivalent at ±0.02");
  EXPECT_EQ(table.rows[0].back().text, "B.1; B.2");
}

TEST(PaperConclusions, CountsAreSetBesideOurs) {
  PaperClaims claims;
  claims.counts = {{0.02, PairCount{5, 10}, PairCount{6, 10}, "50 batches", "B.2"}};
  Study study = TestStudy(kShape);
  study.margins[1].pairs[0].decision_holm = Decision::kInconclusive;
  const std::vector<Block> blocks = ConclusionBlocks(study, claims);
  ASSERT_EQ(blocks.size(), 1u);
  const std::string text = std::get<Paragraph>(blocks[0]).text;
  EXPECT_THAT(text, HasSubstr("The paper finds 5 of 10 pairs equivalent, from 50 batches, and does not say which. At "
                              "the level of seeds 3 of 6 are, each by itself (variant_0 − variant_1, "));
  EXPECT_THAT(text, HasSubstr("and 2 with Holm's correction (variant_1 − variant_2, variant_2 − variant_3)."));
  EXPECT_THAT(text, HasSubstr("The paper finds 6 of 10 pairs different"));
}

TEST(PaperConclusions, AMarginThatWasNotTested) {
  Study study = TestStudy(kShape);
  study.margins[1].tested = false;
  PaperClaims claims = Pairs({Claim(0, 1, 0.02, true, std::nullopt)});
  claims.counts = {{0.02, PairCount{5, 10}, std::nullopt, "", ""}};
  const std::vector<Block> blocks = ConclusionBlocks(study, claims);
  EXPECT_THAT(std::get<Paragraph>(blocks[0]).text, HasSubstr("Not tested here"));
  EXPECT_THAT(std::get<Paragraph>(blocks[1]).text, HasSubstr("Not tested here"));
  EXPECT_EQ(std::get<Table>(blocks[2]).rows[0][1].text, "not tested");
}

// A variant of one run is a point among seeds: no pair holds it.
TEST(PaperConclusions, AConclusionThatCannotBeComparedRestsOnThePaper) {
  Study study = TestStudy(kShape);
  study.margins[0].pairs.erase(study.margins[0].pairs.begin());  // 0 - 1
  const PaperClaims claims = Pairs({Claim(0, 1, 0.05, std::nullopt, true)});
  ASSERT_TRUE(CheckClaims(study, claims).ok());
  const std::vector<Block> blocks = ConclusionBlocks(study, claims);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_THAT(std::get<Paragraph>(blocks[0]).text,
              HasSubstr("Not compared here, and so resting on batches of one checkpoint only: variant_0 − variant_1."));
  EXPECT_EQ(std::get<Table>(blocks[1]).rows[0][1].text, "✗ rests on batches of one checkpoint only: not compared here");
}

TEST(PaperConclusions, ClaimsAboutWhatIsNotThere) {
  const Study study = TestStudy(kShape);
  PaperClaim stranger = Claim(0, 1, 0.02, true, std::nullopt);
  stranger.b = "top1";
  EXPECT_THAT(std::string(CheckClaims(study, Pairs({stranger})).message()),
              HasSubstr("\"top1\", which is no variant here"));
  EXPECT_THAT(std::string(CheckClaims(study, Pairs({Claim(0, 1, 0.03, true, std::nullopt)})).message()),
              HasSubstr("variant_0 and variant_1 has the margin 0.03, which is not tested here"));
  PaperClaims counts;
  counts.counts = {{0.03, PairCount{5, 10}, std::nullopt, "", ""}};
  EXPECT_THAT(std::string(CheckClaims(study, counts).message()), HasSubstr("numbers of pairs has the margin 0.03"));
}

TEST(PaperConclusions, NothingToShow) { EXPECT_TRUE(ConclusionBlocks(TestStudy(kShape), {}).empty()); }

}  // namespace
}  // namespace moebench::stats
