#include "vision/analysis/run_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "vision/analysis/test_record.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::map<std::string, double> Summary(const stats::RunRecord& record) {
  std::map<std::string, double> summary;
  for (const stats::Metric& metric : record.summary()) {
    EXPECT_TRUE(summary.emplace(metric.name(), metric.value()).second) << metric.name() << " is there twice";
  }
  return summary;
}

TEST(RunSummaryTest, LastEvaluationAndTheRunsEcology) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  ASSERT_TRUE(FillSummary(200, &record).ok());
  const auto summary = Summary(record);
  EXPECT_NEAR(summary.at("top1_gated_accuracy"), 0.60, 1e-12);
  EXPECT_NEAR(summary.at("top2_gated_accuracy"), 0.61, 1e-12);
  EXPECT_EQ(summary.at("dead_experts"), 4);
  EXPECT_NEAR(summary.at("e_number"), 0.3 / 0.55, 1e-12);
  EXPECT_EQ(summary.at("peak_dead"), 12);
  EXPECT_EQ(summary.at("peak_dead_epoch"), 10);
  EXPECT_EQ(summary.count("dead_free_epoch"), 0u);
  EXPECT_EQ(summary.at("revivals"), 8);
  EXPECT_EQ(summary.at("deaths"), 8);
  EXPECT_EQ(summary.count("e_complexity"), 0u);
  EXPECT_EQ(summary.count("top1_gated_accuracy_mean_epochs_0_80"), 0u);
  EXPECT_THAT(record.note(), ElementsAre("phase: reversible"));
}

TEST(RunSummaryTest, KeepsBaselinesAndMayBeFilledTwice) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  record.add_summary()->set_name("linear_probe_accuracy");
  record.mutable_summary(0)->set_value(0.25);
  ASSERT_TRUE(FillSummary(200, &record).ok());
  const std::string once = record.SerializeAsString();
  ASSERT_TRUE(FillSummary(200, &record).ok());
  EXPECT_EQ(record.SerializeAsString(), once);
  EXPECT_EQ(Summary(record).at("linear_probe_accuracy"), 0.25);
}

TEST(RunSummaryTest, FillingAgainAfterMoreEvaluationsReplacesThePhase) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  stats::RunRecord interrupted = record;
  interrupted.add_note("resumed");
  interrupted.mutable_evaluation()->DeleteSubrange(2, 7);  // 4 and 12 DEAD
  ASSERT_TRUE(FillSummary(200, &interrupted).ok());
  EXPECT_THAT(interrupted.note(), ElementsAre("resumed", "phase: collapsed"));
  EXPECT_EQ(Summary(interrupted).count("tier_hard_ratio"), 1u);
  *interrupted.mutable_evaluation() = record.evaluation();
  auto* last = interrupted.mutable_evaluation(8)->mutable_metric();
  ASSERT_EQ((last->end() - 1)->name(), "tier_hard_ratio");
  last->RemoveLast();
  ASSERT_TRUE(FillSummary(200, &interrupted).ok());
  EXPECT_THAT(interrupted.note(), ElementsAre("resumed", "phase: reversible"));
  EXPECT_EQ(Summary(interrupted).at("dead_experts"), 4);
  EXPECT_EQ(Summary(interrupted).count("tier_hard_ratio"), 0u);
}

TEST(RunSummaryTest, EOverComplexity) {
  stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_ecology()->set_complexity_form("log");
  });
  ASSERT_TRUE(FillSummary(100, &record).ok());
  EXPECT_NEAR(Summary(record).at("e_complexity"), 0.3 / 0.55 / 2, 1e-12);
}

TEST(RunSummaryTest, UndefinedEIsANote) {
  stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_loss()->set_oracle_weight(0);
    experiment->mutable_loss()->set_balance_weight(0);
  });
  ASSERT_TRUE(FillSummary(200, &record).ok());
  EXPECT_EQ(Summary(record).count("e_number"), 0u);
  EXPECT_THAT(record.note(), ElementsAre("E undefined: O + B = 0", "phase: reversible"));
}

// Evaluations after each of the nine epochs E0 ... E8; from E6 on 0.50, 0.55, 0.60: mean 0.55, population variance
// (0.05^2 + 0 + 0.05^2) / 3.
TEST(RunSummaryTest, PerEpochEvaluationsAtTheEnd) {
  stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_evaluation()->set_every_epoch_from(6);
  });
  for (int i = 0; i < record.evaluation_size(); ++i) {
    record.mutable_evaluation(i)->set_epoch(i + 1);
    record.mutable_evaluation(i)->set_step(100 * (i + 1));
  }
  ASSERT_TRUE(FillSummary(200, &record).ok());
  EXPECT_NEAR(Summary(record).at("top1_gated_accuracy_mean_epochs_6_8"), 0.55, 1e-12);
  EXPECT_NEAR(Summary(record).at("top1_gated_accuracy_std_epochs_6_8"), 0.05 * std::sqrt(2.0 / 3), 1e-12);
  EXPECT_NEAR(Summary(record).at("top2_gated_accuracy_mean_epochs_6_8"), 0.56, 1e-12);
}

TEST(RunSummaryTest, ARunThatEndsBeforeThemHasNone) {
  stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_evaluation()->set_every_epoch_from(91);
  });
  ASSERT_TRUE(FillSummary(200, &record).ok());
  for (const auto& metric : Summary(record)) EXPECT_THAT(metric.first, Not(HasSubstr("_epochs_")));
}

TEST(RunSummaryTest, DeadFreeEpoch) {
  TestRun run;
  run.dead = {3, 0, 1, 0, 0};
  stats::RunRecord record = MakeTestRecord(run);
  ASSERT_TRUE(FillSummary(200, &record).ok());
  EXPECT_EQ(Summary(record).at("dead_free_epoch"), 30);
}

TEST(RunSummaryTest, RefusesARecordWithoutEvaluations) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  record.clear_evaluation();
  EXPECT_THAT(std::string(FillSummary(200, &record).message()), HasSubstr("at least one evaluation"));
}

}  // namespace
}  // namespace moebench::vision
