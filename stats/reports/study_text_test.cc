#include "stats/reports/study_text.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

constexpr Decision kDecisions[] = {Decision::kEquivalent, Decision::kDifferent, Decision::kBoth,
                                   Decision::kInconclusive, Decision::kDegenerate};

TEST(StudyText, EveryDecisionHasItsOwnSymbolAndTone) {
  std::set<std::string> symbols;
  std::set<Tone> tones;
  for (const Decision decision : kDecisions) {
    symbols.insert(DecisionSymbol(decision));
    tones.insert(DecisionTone(decision));
    EXPECT_EQ(DecisionCell(decision).text, std::string(DecisionSymbol(decision)) + " " + DecisionName(decision));
  }
  EXPECT_EQ(symbols.size(), 5u);
  EXPECT_EQ(symbols.count(""), 0u);
  EXPECT_EQ(tones.size(), 5u);
}

TEST(StudyText, NamesOfMarginsAndConfidences) {
  StudyOptions options;
  options.metric = "perplexity";
  EXPECT_EQ(MarginText(0.02), "±0.02");
  EXPECT_EQ(EquivalenceConfidenceText(options), "90 %");
  EXPECT_EQ(DifferenceConfidenceText(options), "95 %");
  options.alpha = 0.025;
  EXPECT_EQ(EquivalenceConfidenceText(options), "95 %");
  EXPECT_EQ(DifferenceConfidenceText(options), "97.5 %");
  EXPECT_EQ(DifferenceMetric(options), "perplexity");
  options.margin_on_log_scale = true;
  EXPECT_EQ(DifferenceMetric(options), "log perplexity");
}

TEST(StudyText, FamilyAndControlsAreToldApart) {
  const Study study = TestStudy({5, 3, {0.05, 0.02}});
  EXPECT_EQ(FamilyPairs(study).size(), 3u);   // of 3 variants
  EXPECT_EQ(ControlPairs(study).size(), 7u);  // the other pairs of 5
  EXPECT_EQ(PairLabel(FamilyPairs(study)[0]->comparison), "variant_0 − variant_1");
  EXPECT_EQ(DifferenceDecimals(study), 4);
  EXPECT_TRUE(FamilyPairs(Study()).empty());
}

TEST(StudyText, FindsThePairAtAnotherMargin) {
  const Study study = TestStudy({4, 3, {0.05, 0.02}});
  const PairResult* pair = FindPair(study.margins[1], study.margins[0].pairs[1].comparison);
  ASSERT_NE(pair, nullptr);
  EXPECT_EQ(pair, &study.margins[1].pairs[1]);
  Comparison other;
  other.a = "nobody";
  EXPECT_EQ(FindPair(study.margins[1], other), nullptr);
}

TEST(StudyText, OnlyTestedMargins) {
  Study study = TestStudy({4, 3, {0.05, 0.03, 0.02}});
  study.margins[2].tested = false;
  EXPECT_EQ(TestedMargins(study).size(), 2u);
}

TEST(StudyText, PassedAndFailed) {
  EXPECT_EQ(PassedCell(true).text, "✓ passed");
  EXPECT_EQ(PassedCell(false, "outside", "not outside").text, "✗ not outside");
}

}  // namespace
}  // namespace moebench::stats
