#include "moe_core/schedules/learning_rate.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

constexpr double kTolerance = 1e-15;

TrainingConfig Config(double final_lr, double warmup_fraction) {
  TrainingConfig training;
  training.set_final_lr(final_lr);
  training.mutable_lr_warmup()->set_fraction(warmup_fraction);
  return training;
}

// 13 steps without warm-up: the cosine spans s = 0 ... 12.
TEST(LearningRateTest, CosineWorkedByHand) {
  const TrainingLength length{13, 13};
  const TrainingConfig training = Config(/*final_lr=*/0, /*warmup_fraction=*/0);
  EXPECT_DOUBLE_EQ(LearningRate(training, 1e-3, length, 0), 1e-3);
  EXPECT_NEAR(LearningRate(training, 1e-3, length, 4), 0.75e-3, kTolerance);  // 60 degrees
  EXPECT_NEAR(LearningRate(training, 1e-3, length, 6), 0.50e-3, kTolerance);  // 90 degrees
  EXPECT_NEAR(LearningRate(training, 1e-3, length, 8), 0.25e-3, kTolerance);  // 120 degrees
  EXPECT_NEAR(LearningRate(training, 1e-3, length, 12), 0, kTolerance);
}

// 10 steps, 4 of warm-up: a quarter, a half, three quarters and all of the peak, then the cosine over s = 4 ... 9.
TEST(LearningRateTest, WarmUpRisesLinearlyToThePeak) {
  const TrainingLength length{10, 10};
  const TrainingConfig training = Config(/*final_lr=*/0.1, /*warmup_fraction=*/0.4);
  EXPECT_NEAR(LearningRate(training, 2, length, 0), 0.5, kTolerance);
  EXPECT_NEAR(LearningRate(training, 2, length, 1), 1.0, kTolerance);
  EXPECT_NEAR(LearningRate(training, 2, length, 2), 1.5, kTolerance);
  EXPECT_NEAR(LearningRate(training, 2, length, 3), 2.0, kTolerance);
  EXPECT_NEAR(LearningRate(training, 2, length, 4), 2.0, kTolerance);
  EXPECT_NEAR(LearningRate(training, 2, length, 9), 0.1, 1e-12);
}

TEST(LearningRateTest, FallsMonotonicallyAfterWarmUpAndStaysBetweenItsEnds) {
  const TrainingLength length{100, 977};
  const TrainingConfig training = Config(/*final_lr=*/1e-5, /*warmup_fraction=*/0.05);
  for (int64_t step = 50; step < length.total_steps; ++step) {
    const double lr = LearningRate(training, 1e-3, length, step);
    EXPECT_LE(lr, LearningRate(training, 1e-3, length, step - 1) + kTolerance) << step;
    EXPECT_GE(lr, 1e-5 - kTolerance) << step;
  }
}

TEST(LearningRateTest, PeaksOfTwoGroupsScaleTheSameCurve) {
  const TrainingLength length{10, 100};
  const TrainingConfig training = Config(/*final_lr=*/0, /*warmup_fraction=*/0.1);
  for (int64_t step = 0; step < 100; ++step) {
    EXPECT_NEAR(LearningRate(training, 3e-3, length, step), 3 * LearningRate(training, 1e-3, length, step), kTolerance);
  }
}

TEST(LearningRateTest, ASingleStepTrainsAtThePeak) {
  EXPECT_EQ(LearningRate(Config(0, 0), 1e-3, TrainingLength{1, 1}, 0), 1e-3);
}

TEST(LearningRateTest, WarmUpMayFillTheTraining) {
  const TrainingLength length{4, 4};
  EXPECT_NEAR(LearningRate(Config(0, 1), 1, length, 3), 1, kTolerance);
}

}  // namespace
}  // namespace moebench
