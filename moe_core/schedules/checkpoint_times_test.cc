#include "moe_core/schedules/checkpoint_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench {
namespace {

using ::testing::ElementsAre;

TEST(CheckpointStepsTest, EveryThirtyEpochsMeetsE90) {
  TrainingConfig training;
  training.mutable_checkpoint_every()->set_epochs(30);
  // 100 epochs of 5 steps: E0, E30, E60, E90 (91 * 5 steps) and E99.
  EXPECT_THAT(CheckpointSteps(training, TrainingLength{5, 500}), ElementsAre(5, 155, 305, 455, 500));
}

TEST(CheckpointStepsTest, AFractionOfTheTraining) {
  TrainingConfig training;
  training.mutable_checkpoint_every()->set_fraction(0.4);
  EXPECT_THAT(CheckpointSteps(training, TrainingLength{7, 10}), ElementsAre(4, 8, 10));
}

TEST(CheckpointStepsTest, WithoutASpanOnlyTheEnd) {
  EXPECT_THAT(CheckpointSteps(TrainingConfig(), TrainingLength{7, 10}), ElementsAre(10));
}

}  // namespace
}  // namespace moebench
