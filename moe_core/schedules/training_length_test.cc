#include "moe_core/schedules/training_length.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

TEST(TrainingLengthTest, WholeEpochs) {
  const TrainingLength length = MakeTrainingLength(100, 391);
  EXPECT_EQ(length.steps_per_epoch, 391);
  EXPECT_EQ(length.total_steps, 39100);
}

TEST(TrainingLengthTest, ABegunStepIsWhole) {
  EXPECT_EQ(MakeTrainingLength(0.25, 10).total_steps, 3);  // 2.5
  EXPECT_EQ(MakeTrainingLength(2.5, 10).total_steps, 25);
  EXPECT_EQ(MakeTrainingLength(0.31, 10).total_steps, 4);  // 3.1
}

TEST(TrainingLengthTest, RoundingErrorOfTheProductAddsNoStep) {
  ASSERT_GT(0.07 * 100, 7);
  EXPECT_EQ(MakeTrainingLength(0.07, 100).total_steps, 7);
  for (int tenths = 1; tenths <= 1000; ++tenths) {
    EXPECT_EQ(MakeTrainingLength(tenths / 10.0, 391 * 10).total_steps, tenths * 391) << tenths;
  }
}

TEST(TrainingLengthTest, IsAtLeastOneStep) { EXPECT_EQ(MakeTrainingLength(1e-12, 10).total_steps, 1); }

}  // namespace
}  // namespace moebench
