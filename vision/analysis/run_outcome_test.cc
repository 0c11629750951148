#include "vision/analysis/run_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "vision/analysis/test_record.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Error(const stats::RunRecord& record) { return std::string(DeriveOutcome(record).status().message()); }

TEST(RunOutcomeTest, PublishedSeriesOfTinyImageNet) {
  const RunOutcome outcome = *DeriveOutcome(MakeTestRecord(TestRun()));
  EXPECT_THAT(outcome.revivals.dead_count, ElementsAre(4, 12, 8, 7, 7, 7, 5, 5, 4));
  EXPECT_EQ(outcome.revivals.peak_dead, 12);
  EXPECT_EQ(outcome.revivals.peak_epoch, 11);
  EXPECT_EQ(outcome.revivals.total_revivals, 8);
  EXPECT_EQ(outcome.phase, Phase::kReversible);
  EXPECT_NEAR(*outcome.e_number, 0.3 / 0.55, 1e-12);
  EXPECT_EQ(outcome.experiment.ecology().tiers_size(), 3);
}

TEST(RunOutcomeTest, StrictPhaseLooksPastTheWarmUpOnly) {
  // Warm-up ends with step 1,500; evaluations follow 1, 11, 21 and 31 epochs of 100 steps.
  const auto strict = [](Experiment* experiment) { experiment->mutable_ecology()->set_strict_phase(true); };
  TestRun within;
  within.dead = {3, 2, 0, 0};
  EXPECT_EQ(DeriveOutcome(WithConfig(MakeTestRecord(within), strict))->phase, Phase::kHealthy);
  TestRun after;
  after.dead = {3, 2, 1, 0};
  EXPECT_EQ(DeriveOutcome(WithConfig(MakeTestRecord(after), strict))->phase, Phase::kReversible);
  EXPECT_EQ(DeriveOutcome(MakeTestRecord(after))->phase, Phase::kHealthy);
}

TEST(RunOutcomeTest, AnEvaluationAtTheEndOfWarmUpStillBelongsToIt) {
  TestRun run;
  run.dead = {3, 2, 0, 0};
  const stats::RunRecord record = WithConfig(MakeTestRecord(run), [](Experiment* experiment) {
    experiment->mutable_ecology()->set_strict_phase(true);
    experiment->mutable_router()->mutable_random_warmup()->set_epochs(11);  // step 1,100, the second evaluation's
  });
  EXPECT_EQ(DeriveOutcome(record)->phase, Phase::kHealthy);
}

TEST(RunOutcomeTest, TierCollapses) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  for (int i = 0; i < record.evaluation_size(); ++i) {
    record.mutable_evaluation(i)->mutable_tier(1)->set_usage(i == 2 || i == 3 ? 0.01 : 0.2);
  }
  const RunOutcome outcome = *DeriveOutcome(record);
  ASSERT_EQ(outcome.tier_collapses.size(), 3u);
  EXPECT_THAT(outcome.tier_collapses[0], IsEmpty());
  ASSERT_EQ(outcome.tier_collapses[1].size(), 1u);
  EXPECT_EQ(outcome.tier_collapses[1][0].collapse_epoch, 21);
  EXPECT_EQ(outcome.tier_collapses[1][0].recovery_epoch, 41);
  const stats::RunRecord lower =
      WithConfig(record, [](Experiment* experiment) { experiment->mutable_ecology()->set_tier_collapse_usage(0.005); });
  EXPECT_THAT(DeriveOutcome(lower)->tier_collapses[1], IsEmpty());
}

TEST(RunOutcomeTest, EIsAbsentWhereItIsUndefined) {
  const stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_loss()->set_oracle_weight(0);
    experiment->mutable_loss()->set_balance_weight(0);
  });
  EXPECT_FALSE(DeriveOutcome(record)->e_number.has_value());
}

TEST(RunOutcomeTest, RefusesRecordsThatDoNotFit) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  record.set_config_text("tokenizer { }");
  EXPECT_THAT(Error(record), HasSubstr("config_text of ecology/tinyimagenet_e, seed 7"));
  record = MakeTestRecord(TestRun());
  record.clear_evaluation();
  EXPECT_THAT(Error(record), HasSubstr("at least one evaluation"));
  record = MakeTestRecord(TestRun());
  record.mutable_evaluation(0)->clear_epoch();
  EXPECT_THAT(Error(record), HasSubstr("after step 100 and epoch 0; both should be positive"));
  record = MakeTestRecord(TestRun());
  record.mutable_evaluation(2)->mutable_tier()->RemoveLast();
  EXPECT_THAT(Error(record), HasSubstr("after epoch 21 has 2 tiers, the first has 3"));
  record = MakeTestRecord(TestRun());
  record.mutable_evaluation(2)->mutable_expert()->RemoveLast();
  EXPECT_THAT(Error(record), HasSubstr("evaluation 2 has 15 experts"));
}

}  // namespace
}  // namespace moebench::vision
