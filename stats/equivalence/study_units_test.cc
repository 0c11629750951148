// Studies of single runs over their batches, and of seeds and batches together.

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/study.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StudyUnitsTest, OneCheckpointEachIsComparedBatchByBatch) {
  const std::vector<RunSample> runs = {BatchRun("wide", "42", 0, 0.015, 50, 1),
                                       BatchRun("deep", "42", 0.002, 0.015, 50, 2)};
  const Study study = *AnalyzeStudy(runs, LossOptions({0.02}));
  EXPECT_EQ(study.unit, InferenceUnit::kBatches);
  EXPECT_THAT(study.scope, HasSubstr("these two checkpoints on this text"));
  const PairResult& pair = study.margins[0].pairs[0];
  EXPECT_EQ(pair.comparison.method, "bootstrap percentile");
  EXPECT_EQ(pair.comparison.unit, InferenceUnit::kBatches);
  EXPECT_EQ(pair.comparison.n_a, 50);
  EXPECT_EQ(pair.comparison.decision, Decision::kEquivalent) << pair.words;
  std::vector<std::string> methods;
  for (const Comparison& other : pair.sensitivity) {
    methods.push_back(other.method);
    if (absl::StrContains(other.method, "moving")) {
      EXPECT_FALSE(other.reliable) << "50 batches are 10 or 5 blocks";
      EXPECT_THAT(other.caution, HasSubstr("must not decide"));
    }
  }
  EXPECT_THAT(methods, ElementsAre("paired t", "bootstrap basic", "bootstrap BCa", "bootstrap studentized",
                                   "moving blocks of 5", "moving blocks of 10", "circular blocks, automatic length"));
  EXPECT_FALSE(study.between_variance.has_value());
}

// Mistake 11: 50 batches of one checkpoint say nothing of seeds, and 3 seeds with 50 batches each are 3, not 150.
TEST(StudyUnitsTest, BatchesAreNotPresentedAsSeeds) {
  std::vector<RunSample> runs;
  for (int s = 0; s < 3; ++s) {
    runs.push_back(BatchRun("wide", absl::StrCat(s), 0.03 * s, 0.01, 50, 10 + s));
    runs.push_back(BatchRun("deep", absl::StrCat(s), 0.03 * s + 0.002, 0.01, 50, 20 + s));
  }
  const Study seeds = *AnalyzeStudy(runs, LossOptions({0.02}));
  const Comparison& over_seeds = seeds.margins[0].pairs[0].comparison;
  EXPECT_EQ(seeds.unit, InferenceUnit::kSeeds);
  EXPECT_EQ(over_seeds.method, "Welch t");
  EXPECT_EQ(over_seeds.n_a, 3);
  const Comparison over_batches = AnalyzeStudy({runs[0], runs[1]}, LossOptions({0.02}))->margins[0].pairs[0].comparison;
  EXPECT_GT(over_seeds.standard_error, 5 * over_batches.standard_error);
  EXPECT_EQ(over_batches.decision, Decision::kEquivalent);
  EXPECT_EQ(over_seeds.decision, Decision::kInconclusive);
  // The crossed bootstrap is shown beside it, but 3 seeds are too few for it to decide.
  const std::vector<Comparison>& beside = seeds.margins[0].pairs[0].sensitivity;
  EXPECT_EQ(beside.back().method, "crossed bootstrap percentile");
  EXPECT_FALSE(beside.back().reliable);
}

TEST(StudyUnitsTest, SeedsAndBatchesTogetherAreCrossed) {
  std::vector<RunSample> runs;
  for (int s = 0; s < 9; ++s) {
    runs.push_back(BatchRun("wide", absl::StrCat(s), 0.004 * (s % 3), 0.01, 30, 30 + s, true));
    runs.push_back(BatchRun("deep", absl::StrCat(s), 0.004 * (s % 3), 0.01, 30, 50 + s, true));
  }
  const Study study = *AnalyzeStudy(runs, LossOptions({0.02}));
  EXPECT_EQ(study.unit, InferenceUnit::kSeedsAndBatches);
  const PairResult& pair = study.margins[0].pairs[0];
  EXPECT_EQ(pair.comparison.method, "crossed bootstrap percentile");
  EXPECT_TRUE(pair.comparison.reliable);
  EXPECT_EQ(pair.comparison.n_a, 9);
  EXPECT_EQ(pair.comparison.decision, Decision::kEquivalent) << pair.words;
  EXPECT_EQ(pair.sensitivity[0].method, "Welch t");
  EXPECT_NEAR(pair.sensitivity[0].difference, pair.comparison.difference, 1e-12);
}

TEST(StudyUnitsTest, TokensWeighTheMeans) {
  RunSample a = BatchRun("a", "1", 0, 0.01, 40, 3, true), b = BatchRun("b", "1", 0.005, 0.01, 40, 4, true);
  const Comparison c = AnalyzeStudy({a, b}, LossOptions({0.02}))->margins[0].pairs[0].comparison;
  EXPECT_NEAR(c.difference, a.value - b.value, 1e-12);
}

// exp(mean a) - exp(mean b), not the mean of exp(a_i) - exp(b_i).
TEST(StudyUnitsTest, APerplexityMarginIsAboutThePerplexityOfTheWhole) {
  RunSample a = BatchRun("a", "1", 0, 0.01, 40, 3, true), b = BatchRun("b", "1", 0.01, 0.01, 40, 4, true);
  const double losses_a = a.value, losses_b = b.value;
  a.value = std::exp(losses_a);
  b.value = std::exp(losses_b);
  StudyOptions options = LossOptions({1.0});
  options.metric = "perplexity";
  const PairResult pair = AnalyzeStudy({a, b}, options)->margins[0].pairs[0];
  EXPECT_NEAR(pair.comparison.difference, std::exp(losses_a) - std::exp(losses_b), 1e-10);
  EXPECT_EQ(pair.sensitivity[0].method, "paired t, linearized");
  EXPECT_NEAR(pair.sensitivity[0].difference, pair.comparison.difference, 1e-10);
  EXPECT_NEAR(pair.sensitivity[0].standard_error / pair.comparison.standard_error, 1, 0.1);
  options.margin_on_log_scale = true;
  EXPECT_NEAR(AnalyzeStudy({a, b}, options)->margins[0].pairs[0].comparison.difference, losses_a - losses_b, 1e-12);
}

TEST(StudyUnitsTest, TheOtherSeedOfOneVariantIsItsPositiveControl) {
  StudyOptions options = LossOptions({0.03});
  options.negative_control = "linear";
  options.positive_control = "wide";
  const std::vector<RunSample> runs = {
      BatchRun("wide", "137", 0.013, 0.015, 50, 5), BatchRun("wide", "42", 0, 0.015, 50, 1),
      BatchRun("deep", "42", 0.02, 0.015, 50, 2), BatchRun("linear", "42", -0.06, 0.015, 50, 6)};
  const Study study = *AnalyzeStudy(runs, options);
  EXPECT_EQ(study.unit, InferenceUnit::kBatches);
  const MarginResult& margin = study.margins[0];
  EXPECT_EQ(margin.family_pairs, 1);
  EXPECT_NEAR(PairOf(margin, "wide", "deep").comparison.difference, -0.02, 0.01) << "seed 42 as deep's";
  EXPECT_EQ(margin.pairs.back().comparison.a, "wide (seed 42)");
  EXPECT_EQ(margin.pairs.back().comparison.b, "wide (seed 137)");
  EXPECT_TRUE(margin.validated) << margin.controls[0].words << margin.controls[1].words;
}

TEST(StudyUnitsTest, IdenticalCheckpointsAreDegenerate) {
  RunSample a = BatchRun("a", "1", 0, 0.01, 40, 3), b = a;
  b.variant = "b";
  for (double& x : b.unit_value) x += 0.01;
  b.value += 0.01;
  const Study study = *AnalyzeStudy({a, b}, LossOptions({0.05}));
  EXPECT_EQ(study.margins[0].pairs[0].comparison.decision, Decision::kDegenerate);
  EXPECT_EQ(study.margins[0].pairs[0].decision_holm, Decision::kDegenerate);
  EXPECT_FALSE(study.margins[0].pairs[0].power.has_value());
  EXPECT_EQ(study.exit_code, 12);
  EXPECT_THAT(study.headline, HasSubstr("no variance"));
}

TEST(StudyUnitsTest, TheSameBitsForAnyNumberOfThreads) {
  std::vector<RunSample> runs;
  for (int s = 0; s < 8; ++s) {
    runs.push_back(BatchRun("wide", absl::StrCat(s), 0.004 * s, 0.01, 30, 30 + s));
    runs.push_back(BatchRun("deep", absl::StrCat(s), 0.003 * s, 0.01, 30, 50 + s));
  }
  StudyOptions options = LossOptions({0.02});
  options.num_threads = 1;
  const Comparison one = AnalyzeStudy(runs, options)->margins[0].pairs[0].comparison;
  options.num_threads = 3;
  const Comparison three = AnalyzeStudy(runs, options)->margins[0].pairs[0].comparison;
  EXPECT_EQ(one.equivalence_interval.lower, three.equivalence_interval.lower);
  EXPECT_EQ(one.p_equivalence, three.p_equivalence);
}

TEST(StudyUnitsTest, RunsThatAreNotAlignedAreRefusedUnlessUnpaired) {
  RunSample a = BatchRun("a", "1", 0, 0.01, 40, 3), b = BatchRun("b", "1", 0, 0.01, 40, 4);
  b.unit_key[7] = "another";
  StudyOptions options = LossOptions({0.2});
  const auto refused = AnalyzeStudy({a, b}, options);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("another"));
  options.unpaired = true;
  const Study study = *AnalyzeStudy({a, b}, options);
  EXPECT_EQ(study.margins[0].pairs[0].comparison.method, "Welch t");
  EXPECT_THAT(study.scope, HasSubstr("unpaired"));
  EXPECT_GT(study.margins[0].pairs[0].comparison.standard_error, 0.02) << "the shared hardness is not taken out";
}

}  // namespace
}  // namespace moebench::stats
