#include "vision/analysis/evaluation_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Eight samples, four experts, two chosen, three classes; tiers {0, 1}, {2}, {3}.
//
//   sample      0      1      2      3      4      5      6      7
//   label       0      1      2      0      1      2      0      1
//   experts   0,1    0,2    0,1    1,0    1,3    2,0    0,1    0,2
//   first       0      0*     2      0      2*     2      1*     1     * wrong: 5 of 8 right
//   model       0      1      2      0      2*     2      1*     1     * wrong: 6 of 8 right
//   confidence .90    .50    .85    .30    .35    .70    .20    .80
EvaluationSamples Eight() {
  EvaluationSamples samples;
  samples.num_experts = 4;
  samples.top_k = 2;
  samples.num_classes = 3;
  samples.loss_nats = 0.75;
  samples.label = {0, 1, 2, 0, 1, 2, 0, 1};
  samples.expert = {0, 1, 0, 2, 0, 1, 1, 0, 1, 3, 2, 0, 0, 1, 0, 2};
  samples.top1_gated_prediction = {0, 0, 2, 0, 2, 2, 1, 1};
  samples.prediction = {0, 1, 2, 0, 2, 2, 1, 1};
  samples.confidence = {0.90f, 0.50f, 0.85f, 0.30f, 0.35f, 0.70f, 0.20f, 0.80f};
  samples.top5_correct = {1, 1, 1, 1, 1, 1, 0, 1};
  return samples;
}

EcologyConfig TwoOneOne() {
  EcologyConfig config;
  config.add_tiers(2);
  config.add_tiers(1);
  config.add_tiers(1);
  return config;
}

std::map<std::string, double> Metrics(const stats::Evaluation& evaluation) {
  std::map<std::string, double> metrics;
  for (const stats::Metric& metric : evaluation.metric()) {
    EXPECT_TRUE(metrics.emplace(metric.name(), metric.value()).second) << metric.name() << " is there twice";
  }
  return metrics;
}

std::string Error(const EvaluationSamples& samples) {
  return std::string(SummarizeEvaluation(samples, TwoOneOne()).status().message());
}

TEST(EvaluationSummaryTest, AccuraciesWorkedByHand) {
  const auto metrics = Metrics(*SummarizeEvaluation(Eight(), TwoOneOne()));
  EXPECT_DOUBLE_EQ(metrics.at("top1_gated_accuracy"), 5.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("top2_gated_accuracy"), 6.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("top5_accuracy"), 7.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("loss_nats"), 0.75);
}

// Wins 5, 2, 1, 0. Expert 0 is right on samples 0, 2, 7 of its five, expert 1 on one of two, expert 2 on its one.
TEST(EvaluationSummaryTest, ExpertsWorkedByHand) {
  const stats::Evaluation evaluation = *SummarizeEvaluation(Eight(), TwoOneOne());
  ASSERT_EQ(evaluation.expert_size(), 4);
  const double usage[] = {0.625, 0.25, 0.125, 0};
  const double accuracy[] = {0.6, 0.5, 1.0};
  const int tier[] = {0, 0, 1, 2};
  const char* ecology_class[] = {"PURE_CORE", "BROAD_CORE", "PURE_CORE", "DEAD"};
  for (int e = 0; e < 4; ++e) {
    EXPECT_EQ(evaluation.expert(e).expert(), e);
    EXPECT_DOUBLE_EQ(evaluation.expert(e).usage(), usage[e]) << e;
    EXPECT_EQ(evaluation.expert(e).tier(), tier[e]) << e;
    EXPECT_EQ(evaluation.expert(e).ecology_class(), ecology_class[e]) << e;
    EXPECT_EQ(evaluation.expert(e).has_accuracy(), e < 3) << e;
    if (e < 3) {
      EXPECT_DOUBLE_EQ(evaluation.expert(e).accuracy(), accuracy[e]) << e;
    }
  }
}

TEST(EvaluationSummaryTest, EcologyWorkedByHand) {
  const auto metrics = Metrics(*SummarizeEvaluation(Eight(), TwoOneOne()));
  EXPECT_EQ(metrics.at("alive_experts"), 3);
  EXPECT_EQ(metrics.at("touched_experts"), 3);
  EXPECT_EQ(metrics.at("dead_experts"), 1);
  EXPECT_EQ(metrics.at("edge_experts"), 0);
  EXPECT_EQ(metrics.at("noise_experts"), 0);
  EXPECT_EQ(metrics.at("pure_core_experts"), 2);
  EXPECT_EQ(metrics.at("broad_core_experts"), 1);
  EXPECT_EQ(metrics.at("weak_core_experts"), 0);
  EXPECT_DOUBLE_EQ(metrics.at("gini"), 0.5);  // (-1 * 1 + 1 * 2 + 3 * 5) / 8 samples / 4 experts
  const double nats = -(0.625 * std::log(0.625) + 0.25 * std::log(0.25) + 0.125 * std::log(0.125));
  EXPECT_NEAR(metrics.at("usage_entropy_bits"), nats / std::log(2), 1e-12);
  EXPECT_NEAR(metrics.at("normalized_usage_entropy"), nats / std::log(4), 1e-12);
  EXPECT_NEAR(metrics.at("effective_experts"), std::exp(nats), 1e-12);
  // Deviations from 1/4: 3/8, 0, -1/8, -1/4; squares 9 + 0 + 1 + 4 = 14 of 64ths, over 4 experts, root, times 4.
  EXPECT_NEAR(metrics.at("usage_cv"), 4 * std::sqrt(14.0 / 64 / 4), 1e-12);
}

// T0 wins seven samples, T1 sample 5, T2 none. Hard: 3, 4, 6, all T0's; easy: 0 and 2, T0's (sample 7, at .80, is not).
TEST(EvaluationSummaryTest, TiersWorkedByHand) {
  const stats::Evaluation evaluation = *SummarizeEvaluation(Eight(), TwoOneOne());
  ASSERT_EQ(evaluation.tier_size(), 3);
  EXPECT_EQ(evaluation.tier(0).num_experts(), 2);
  EXPECT_EQ(evaluation.tier(0).alive(), 2);
  EXPECT_DOUBLE_EQ(evaluation.tier(0).usage(), 7.0 / 8);
  EXPECT_DOUBLE_EQ(evaluation.tier(0).hard_share(), 3.0 / 7);
  EXPECT_DOUBLE_EQ(evaluation.tier(0).easy_share(), 2.0 / 7);
  EXPECT_EQ(evaluation.tier(1).alive(), 1);
  EXPECT_DOUBLE_EQ(evaluation.tier(1).hard_share(), 0);
  EXPECT_EQ(evaluation.tier(2).tier(), 2);
  EXPECT_EQ(evaluation.tier(2).alive(), 0);
  EXPECT_FALSE(evaluation.tier(2).has_hard_share());
  EXPECT_FALSE(evaluation.tier(2).has_easy_share());
  const auto metrics = Metrics(evaluation);
  EXPECT_DOUBLE_EQ(metrics.at("hard_share"), 3.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("easy_share"), 2.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("tier_usage_0"), 7.0 / 8);
  EXPECT_DOUBLE_EQ(metrics.at("tier_usage_1"), 1.0 / 8);
  EXPECT_EQ(metrics.at("tier_usage_2"), 0);
  EXPECT_EQ(metrics.at("effective_depth"), 2);
  EXPECT_EQ(metrics.count("tier_hard_ratio"), 0u);
  EcologyConfig stricter = TwoOneOne();
  stricter.set_effective_depth_usage(0.2);
  EXPECT_EQ(Metrics(*SummarizeEvaluation(Eight(), stricter)).at("effective_depth"), 1);
}

// T0 -> T0: samples 0, 2, 3, 6; T0 -> T1: 1, 7; T0 -> T2: 4; T1 -> T0: 5.
TEST(EvaluationSummaryTest, TransitionWorkedByHand) {
  const stats::Evaluation evaluation = *SummarizeEvaluation(Eight(), TwoOneOne());
  EXPECT_THAT(evaluation.tier_transition(), ElementsAre(0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0, 0));
  EXPECT_DOUBLE_EQ(Metrics(evaluation).at("self_loop_joint"), 0.5);
  EXPECT_DOUBLE_EQ(Metrics(evaluation).at("self_loop_conditional"), 4.0 / 7);
}

TEST(EvaluationSummaryTest, TheHardRatioIsThereWithThreeUsedTiers) {
  EvaluationSamples samples = Eight();
  samples.expert[2 * 4] = 3;  // sample 4, hard, moves to T2: T0 has 2 hard of 6, T2 one of one
  EXPECT_DOUBLE_EQ(Metrics(*SummarizeEvaluation(samples, TwoOneOne())).at("tier_hard_ratio"), 1.0 / 3);
}

TEST(EvaluationSummaryTest, TheSameSamplesInOneTier) {
  const stats::Evaluation tiers = *SummarizeEvaluation(Eight(), TwoOneOne());
  const stats::Evaluation flat = *SummarizeEvaluation(Eight(), EcologyConfig());
  ASSERT_EQ(flat.tier_size(), 1);
  EXPECT_DOUBLE_EQ(flat.tier(0).usage(), 1);
  EXPECT_THAT(flat.tier_transition(), ElementsAre(1.0));
  for (const char* name : {"top1_gated_accuracy", "top2_gated_accuracy", "dead_experts", "gini", "hard_share"}) {
    EXPECT_EQ(Metrics(flat).at(name), Metrics(tiers).at(name)) << name;
  }
}

TEST(EvaluationSummaryTest, OneExpertASampleHasNoTransition) {
  EvaluationSamples samples = Eight();
  samples.top_k = 1;
  samples.expert = {0, 0, 0, 1, 1, 2, 0, 0};
  const stats::Evaluation evaluation = *SummarizeEvaluation(samples, TwoOneOne());
  EXPECT_THAT(evaluation.tier_transition(), IsEmpty());
  EXPECT_EQ(Metrics(evaluation).count("self_loop_joint"), 0u);
  EXPECT_DOUBLE_EQ(evaluation.expert(0).usage(), 0.625);
}

TEST(EvaluationSummaryTest, SharesSumToOne) {
  EvaluationSamples samples = Eight();
  for (int copy = 0; copy < 20; ++copy) {  // 28 samples, uneven over experts
    samples.expert.insert(samples.expert.end(), {copy % 4, (copy + 1) % 4});
    samples.label.push_back(copy % 3);
    samples.top1_gated_prediction.push_back(0);
    samples.prediction.push_back(0);
    samples.confidence.push_back(0.05f * copy);
    samples.top5_correct.push_back(1);
  }
  const stats::Evaluation evaluation = *SummarizeEvaluation(samples, TwoOneOne());
  double experts = 0;
  double tiers = 0;
  for (const auto& expert : evaluation.expert()) experts += expert.usage();
  for (const auto& tier : evaluation.tier()) tiers += tier.usage();
  EXPECT_NEAR(experts, 1, 1e-12);
  EXPECT_NEAR(tiers, 1, 1e-12);
  EXPECT_NEAR(std::accumulate(evaluation.tier_transition().begin(), evaluation.tier_transition().end(), 0.0), 1, 1e-12);
}

TEST(EvaluationSummaryTest, RefusesListsOfUnequalLength) {
  EvaluationSamples samples = Eight();
  samples.confidence.pop_back();
  EXPECT_THAT(Error(samples), HasSubstr("confidence has 7 entries, expected 8"));
  samples = Eight();
  samples.expert.pop_back();
  EXPECT_THAT(Error(samples), HasSubstr("expert has 15 entries, expected 16"));
}

TEST(EvaluationSummaryTest, RefusesValuesOutOfRange) {
  EvaluationSamples samples = Eight();
  samples.label[3] = 3;
  EXPECT_THAT(Error(samples), HasSubstr("label[3] is 3, expected 0 to 2"));
  samples = Eight();
  samples.expert[5] = -1;
  EXPECT_THAT(Error(samples), HasSubstr("expert[5] is -1, expected 0 to 3"));
  samples = Eight();
  samples.top_k = 5;
  EXPECT_THAT(Error(samples), HasSubstr("top_k is 5, expected 1 to num_experts = 4"));
  samples = Eight();
  samples.confidence[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(Error(samples), HasSubstr("confidence[2] is NaN"));
}

TEST(EvaluationSummaryTest, RefusesNoSamplesAndTiersThatDoNotFit) {
  EXPECT_THAT(Error(EvaluationSamples()), HasSubstr("no samples"));
  EcologyConfig config;
  config.add_tiers(3);
  EXPECT_THAT(std::string(SummarizeEvaluation(Eight(), config).status().message()),
              HasSubstr("ecology.tiers 3 add up to 3 experts"));
}

}  // namespace
}  // namespace moebench::vision
