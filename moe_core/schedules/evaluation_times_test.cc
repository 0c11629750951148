#include "moe_core/schedules/evaluation_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench {
namespace {

using ::testing::ElementsAre;

EvaluationConfig EveryEpochs(double epochs) {
  EvaluationConfig evaluation;
  evaluation.mutable_every()->set_epochs(epochs);
  return evaluation;
}

TEST(EvaluationStepsTest, TheProtocolOfThePaper) {
  // 100 epochs of 10 steps: E0, E10, ..., E90, then each of E91 ... E99.
  EvaluationConfig evaluation = EveryEpochs(10);
  evaluation.set_every_epoch_from(91);
  EXPECT_THAT(
      EvaluationSteps(evaluation, TrainingLength{10, 1000}),
      ElementsAre(10, 110, 210, 310, 410, 510, 610, 710, 810, 910, 920, 930, 940, 950, 960, 970, 980, 990, 1000));
}

TEST(EvaluationStepsTest, WithoutPerEpochModeOnlyThePeriod) {
  EXPECT_THAT(EvaluationSteps(EveryEpochs(10), TrainingLength{1, 31}), ElementsAre(1, 11, 21, 31));
}

TEST(EvaluationStepsTest, FromEpochZeroIsAfterEveryEpoch) {
  EvaluationConfig evaluation;
  evaluation.set_every_epoch_from(0);
  EXPECT_THAT(EvaluationSteps(evaluation, TrainingLength{4, 12}), ElementsAre(4, 8, 12));
}

TEST(EvaluationStepsTest, OverlapsAreEvaluatedOnceAndABegunEpochOnlyAtTheEnd) {
  EvaluationConfig evaluation = EveryEpochs(2);
  evaluation.set_every_epoch_from(1.5);  // first whole epoch from there: 2
  EXPECT_THAT(EvaluationSteps(evaluation, TrainingLength{4, 18}), ElementsAre(4, 12, 16, 18));
}

TEST(EvaluationStepsTest, FromBeyondTheEndAddsNothing) {
  EvaluationConfig evaluation = EveryEpochs(1);
  evaluation.set_every_epoch_from(1000000);
  EXPECT_THAT(EvaluationSteps(evaluation, TrainingLength{4, 8}), ElementsAre(4, 8));
}

TEST(EvaluationStepsTest, Fractions) {
  EvaluationConfig evaluation;
  evaluation.mutable_every()->set_fraction(0.5);
  EXPECT_THAT(EvaluationSteps(evaluation, TrainingLength{10, 15}), ElementsAre(8, 15));  // 7.5 rounds up
}

}  // namespace
}  // namespace moebench
