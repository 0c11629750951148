#include "stats/equivalence/study_words.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

PairResult Result(double difference, double half, double margin = 0.03) {
  PairResult pair;
  Comparison& c = pair.comparison;
  c.a = "wide";
  c.b = "deep";
  c.metric = "val_loss";
  c.method = "Welch t";
  c.n_a = c.n_b = 3;
  c.difference = difference;
  c.standard_error = half / 2;
  c.equivalence_interval = {difference - half, difference + half, 0.9};
  c.difference_interval = {difference - 1.2 * half, difference + 1.2 * half, 0.95};
  c.margin = {-margin, margin};
  c.p_equivalence = 0.012;
  c.p_difference = 0.34;
  c.decision = Decide(c);
  pair.decision_holm = Decision::kInconclusive;
  pair.p_equivalence_holm = 0.12;
  pair.smallest_margin = SmallestMargin(c);
  return pair;
}

StudyOptions Options() {
  StudyOptions options;
  options.metric = "val_loss";
  options.margin_source = MarginSource::kPreregistration;
  return options;
}

TEST(StudyWordsTest, AParagraphHasEffectIntervalMarginNumbersAndDecision) {
  EXPECT_EQ(
      PairWords(Result(0.005, 0.01), Options(), 10),
      "wide minus deep: 0.0050 in val_loss, 90 % interval -0.0050 to 0.0150 (Welch t, 3 and 3 seeds). Equivalent: "
      "the whole 90 % interval lies within the margin of ±0.03, and the 95 % interval, -0.0070 to 0.0170, contains "
      "0. p = 0.012 of equivalence, p = 0.34 of difference. With Holm's correction over 10 pairs: inconclusive, p "
      "= 0.12 of equivalence and p = 1 of difference. The smallest margin that would have been declared equivalent "
      "is 0.0150.");
}

TEST(StudyWordsTest, EveryDecisionHasItsSentence) {
  EXPECT_THAT(PairWords(Result(0.015, 0.01), Options(), 1),
              AllOf(HasSubstr("Both equivalent and different, a trivial difference"), Not(HasSubstr("Holm"))));
  EXPECT_THAT(PairWords(Result(0.05, 0.01), Options(), 1), HasSubstr("Different: the 95 % interval, 0.0380 to 0.0620, "
                                                                     "excludes 0, and the 90 % interval does not lie"));
  EXPECT_THAT(PairWords(Result(0.01, 0.05), Options(), 1), HasSubstr("Inconclusive: "));
  EXPECT_THAT(PairWords(Result(0.01, 0), Options(), 1), HasSubstr("Degenerate: the differences have no variance"));
}

TEST(StudyWordsTest, AMarginFromAFlagIsExploratory) {
  StudyOptions options = Options();
  options.margin_source = MarginSource::kFlag;
  EXPECT_THAT(PairWords(Result(0.005, 0.01), options, 1), HasSubstr("within the exploratory margin of ±0.03"));
}

TEST(StudyWordsTest, PowerStandsBesideWhatIsInconclusive) {
  PairResult pair = Result(0.01, 0.05);
  pair.power = PowerNote{0.41, 0.2, 12, std::nullopt};
  EXPECT_THAT(
      PairWords(pair, Options(), 1),
      HasSubstr("Were the true difference 0, this design would find equivalence with probability 0.41, and 0.20 "
                "were it half the margin; a power of 0.8 takes 12 and more than can be had seeds a variant."));
}

// Mistake 11: what comes from batches of two checkpoints says so.
TEST(StudyWordsTest, BatchesSpeakOfTwoCheckpoints) {
  PairResult pair = Result(0.005, 0.01);
  pair.comparison.unit = InferenceUnit::kBatches;
  pair.comparison.n_a = pair.comparison.n_b = 50;
  EXPECT_THAT(PairWords(pair, Options(), 1),
              AllOf(HasSubstr("(Welch t, 50 batches)"), HasSubstr("these two checkpoints on this text")));
  pair.comparison.unit = InferenceUnit::kExamples;
  EXPECT_THAT(PairWords(pair, Options(), 1), HasSubstr("these two checkpoints on these examples"));
  EXPECT_THAT(ScopeWords(InferenceUnit::kExamples, true), HasSubstr("checkpoints on these examples, one seed each"));
  EXPECT_THAT(ScopeWords(InferenceUnit::kSequences, true), HasSubstr("nothing about architectures"));
  EXPECT_THAT(ScopeWords(InferenceUnit::kSequences, false), HasSubstr("sequences, unpaired"));
  EXPECT_THAT(ScopeWords(InferenceUnit::kSeeds, true), Not(HasSubstr("checkpoints")));
  EXPECT_THAT(ScopeWords(InferenceUnit::kSeedsAndBatches, true), HasSubstr("crossed"));
}

TEST(StudyWordsTest, WhatIsUnreliableSaysWhy) {
  PairResult pair = Result(0.005, 0.01);
  pair.comparison.reliable = false;
  pair.comparison.caution = "few blocks";
  EXPECT_THAT(PairWords(pair, Options(), 1), HasSubstr("Unreliable: few blocks."));
}

MarginResult AtMargin(double margin, const std::vector<PairResult>& pairs) {
  MarginResult result;
  result.margin = margin;
  result.pairs = pairs;
  for (const PairResult& pair : pairs) {
    const Decision decision = pair.comparison.decision;
    result.equivalent_pairs += decision == Decision::kEquivalent || decision == Decision::kBoth;
  }
  result.family_pairs = static_cast<int>(pairs.size());
  result.all_pairs_equivalent = result.equivalent_pairs == result.family_pairs;
  return result;
}

TEST(StudyWordsTest, TheHeadlineOfAPair) {
  Study study;
  study.options = Options();
  study.margins = {AtMargin(0.03, {Result(0.005, 0.01)})};
  EXPECT_EQ(HeadlineWords(study),
            "wide and deep are equivalent within ±0.03 (val_loss, alpha 0.05). Not validated at ±0.03: no negative "
            "control, no positive control.");
  study.margins = {AtMargin(0.03, {Result(0.05, 0.01)})};
  EXPECT_THAT(HeadlineWords(study), HasSubstr("wide and deep are different, and not shown to be equivalent"));
}

TEST(StudyWordsTest, TheHeadlineOfAMatrix) {
  Study study;
  study.options = Options();
  study.options.margin_on_log_scale = true;
  study.margins = {AtMargin(0.05, {Result(0.005, 0.01, 0.05), Result(0.02, 0.01, 0.05)}),
                   AtMargin(0.01, {Result(0.005, 0.001, 0.01), Result(0.02, 0.01, 0.01)})};
  study.margins[1].equivalent_pairs_holm = 1;
  study.margins.emplace_back();
  study.margins.back().tested = false;
  EXPECT_THAT(HeadlineWords(study),
              HasSubstr("All 2 pairs are equivalent within ±0.05; at ±0.01, 1 of 2 pairs is equivalent (1 with Holm's "
                        "correction), 1 is different (log val_loss, alpha 0.05)."));
  study.margins.erase(study.margins.begin());
  EXPECT_THAT(HeadlineWords(study), HasSubstr("At ±0.01, 1 of 2 pairs is equivalent"));
}

}  // namespace
}  // namespace moebench::stats
