#include "vision/analysis/record_metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "vision/analysis/test_record.h"

namespace moebench::vision {
namespace {

// Top-1-gated accuracy 0.20, 0.25, ..., 0.60 after E0, E10, ..., E80.
stats::RunRecord Record() { return MakeTestRecord(TestRun()); }

TEST(RecordMetricTest, WithoutSuffixTheLastEvaluation) {
  EXPECT_NEAR(*RecordMetric(Record(), "top1_gated_accuracy"), 0.60, 1e-12);
  EXPECT_EQ(RecordMetric(Record(), "dead_experts"), 4);
}

TEST(RecordMetricTest, TheSummaryComesFirst) {
  stats::RunRecord record = Record();
  record.add_summary()->set_name("dead_experts");
  record.mutable_summary(0)->set_value(99);
  EXPECT_EQ(RecordMetric(record, "dead_experts"), 99);
}

TEST(RecordMetricTest, AtAnEpochCountedFromZero) {
  EXPECT_EQ(RecordMetric(Record(), "dead_experts_epoch_0"), 4);
  EXPECT_EQ(RecordMetric(Record(), "dead_experts_epoch_10"), 12);
  EXPECT_NEAR(*RecordMetric(Record(), "top1_gated_accuracy_epoch_40"), 0.40, 1e-12);
  EXPECT_FALSE(RecordMetric(Record(), "dead_experts_epoch_11").has_value());
  EXPECT_FALSE(RecordMetric(Record(), "dead_experts_epoch_99").has_value());
}

TEST(RecordMetricTest, AnEvaluationWithinTheEpochDoesNotCount) {
  stats::RunRecord record = Record();
  record.mutable_evaluation(1)->set_epoch(10.5);
  EXPECT_FALSE(RecordMetric(record, "dead_experts_epoch_10").has_value());
}

// After E6, E7, E8: 0.50, 0.55, 0.60; mean 0.55, population variance 2 * 0.05^2 / 3.
TEST(RecordMetricTest, MeanAndStandardDeviationOverEpochs) {
  stats::RunRecord record = Record();
  for (int i = 0; i < record.evaluation_size(); ++i) record.mutable_evaluation(i)->set_epoch(i + 1);
  EXPECT_NEAR(*RecordMetric(record, "top1_gated_accuracy_mean_epochs_6_8"), 0.55, 1e-12);
  EXPECT_NEAR(*RecordMetric(record, "top1_gated_accuracy_std_epochs_6_8"), 0.05 * std::sqrt(2.0 / 3), 1e-12);
  EXPECT_NEAR(*RecordMetric(record, "top1_gated_accuracy_mean_epochs_8_8"), 0.60, 1e-12);
  EXPECT_NEAR(*RecordMetric(record, "top1_gated_accuracy_std_epochs_8_8"), 0, 1e-12);
}

TEST(RecordMetricTest, AMeanNeedsEveryEpoch) {
  EXPECT_FALSE(RecordMetric(Record(), "top1_gated_accuracy_mean_epochs_60_80").has_value());
  EXPECT_FALSE(RecordMetric(Record(), "top1_gated_accuracy_mean_epochs_80_70").has_value());
}

TEST(RecordMetricTest, Tiers) {
  const stats::RunRecord record = Record();
  const stats::Evaluation& second = record.evaluation(1);
  EXPECT_EQ(RecordMetric(record, "tier_alive_0_epoch_10"), second.tier(0).alive());
  EXPECT_EQ(RecordMetric(record, "tier_hard_share_2_epoch_10"), second.tier(2).hard_share());
  EXPECT_EQ(RecordMetric(record, "tier_easy_share_1"), record.evaluation(8).tier(1).easy_share());
  EXPECT_EQ(RecordMetric(record, "tier_transition_1_2_epoch_10"), second.tier_transition(5));
  EXPECT_EQ(RecordMetric(record, "tier_transition_0_0"), record.evaluation(8).tier_transition(0));
}

TEST(RecordMetricTest, WhatIsNotThereIsAbsent) {
  stats::RunRecord record = Record();
  for (const char* name : {"", "accuracy", "tier_alive_3", "tier_alive_", "tier_alive_x", "tier_alive_-1",
                           "tier_alive_0_1", "tier_transition_0", "tier_transition_0_3", "tier_transition_0_1_2", "1",
                           "_epoch_10", "dead_experts_epoch_x", "tier_hard_ratio_temperature_0.1_epoch_30"}) {
    EXPECT_FALSE(RecordMetric(record, name).has_value()) << name;
  }
  record.mutable_evaluation(8)->mutable_tier(1)->clear_hard_share();
  EXPECT_FALSE(RecordMetric(record, "tier_hard_share_1").has_value());
  record.mutable_evaluation(8)->clear_tier_transition();
  EXPECT_FALSE(RecordMetric(record, "tier_transition_0_0").has_value());
  record.clear_evaluation();
  EXPECT_FALSE(RecordMetric(record, "dead_experts").has_value());
}

}  // namespace
}  // namespace moebench::vision
