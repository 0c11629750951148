#include "stats/reports/claim_fate.h"

#include <optional>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

PaperClaim Claim(const std::string& a, const std::string& b, double margin) {
  return {a, b, margin, true, true, "batches", "B.2"};
}

TEST(ClaimFate, ByItselfAndWithHolm) {
  Study study = TestStudy({4, 3, {0.05}, false});  // 0 - 1 is equivalent, 0 - 3 both
  const PaperClaim claim = Claim("variant_1", "variant_0", 0.05);
  EXPECT_EQ(FateOf(study, claim, FoundEquivalent), Fate::kSurvives);
  EXPECT_EQ(FateOf(study, claim, FoundDifferent), Fate::kRests);
  EXPECT_EQ(FateOf(study, Claim("variant_0", "variant_3", 0.05), FoundDifferent), Fate::kSurvives);
  study.margins[0].pairs[0].decision_holm = Decision::kInconclusive;
  EXPECT_EQ(FateOf(study, claim, FoundEquivalent), Fate::kOnlyByItself);
  study.margins[0].pairs[0].involves_control = true;  // has no correction
  EXPECT_EQ(FateOf(study, claim, FoundEquivalent), Fate::kSurvives);
}

TEST(ClaimFate, WhatWasNotThereIsNotLost) {
  Study study = TestStudy({3, 3, {0.05}, false});
  study.margins[0].pairs.erase(study.margins[0].pairs.begin());
  const PaperClaim claim = Claim("variant_0", "variant_1", 0.05);
  EXPECT_EQ(FateOf(study, claim, FoundEquivalent), Fate::kNotCompared);
  study.margins[0].tested = false;
  EXPECT_EQ(FateOf(study, claim, FoundEquivalent), Fate::kNotTested);
  EXPECT_EQ(FindMargin(study, 0.02), nullptr);
}

TEST(ClaimFate, Cells) {
  EXPECT_EQ(FateCell(std::nullopt, Fate::kSurvives, "").text, "–");
  EXPECT_EQ(FateCell(true, Fate::kSurvives, "").text, "✓ survives");
  EXPECT_EQ(FateCell(true, Fate::kOnlyByItself, "").text, "✓ survives by itself, not with Holm");
  EXPECT_EQ(FateCell(true, Fate::kRests, "50 batches").text, "✗ rests on 50 batches only");
  EXPECT_EQ(FateCell(true, Fate::kRests, "").text, "✗ rests on the paper's sample only");
  EXPECT_EQ(FateCell(true, Fate::kNotCompared, "50 batches").text, "✗ rests on 50 batches only: not compared here");
  EXPECT_EQ(FateCell(false, Fate::kNotCompared, "").text, "not compared here");
  EXPECT_EQ(FateCell(false, Fate::kRests, "").text, "found in neither");
  EXPECT_EQ(FateCell(false, Fate::kOnlyByItself, "").text, "found here, not in the paper");
  EXPECT_EQ(FateCell(true, Fate::kNotTested, "").text, "not tested");
}

}  // namespace
}  // namespace moebench::stats
