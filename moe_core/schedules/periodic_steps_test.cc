#include "moe_core/schedules/periodic_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench {
namespace {

using ::testing::ElementsAre;

Span Epochs(double epochs) {
  Span span;
  span.set_epochs(epochs);
  return span;
}

Span Fraction(double fraction) {
  Span span;
  span.set_fraction(fraction);
  return span;
}

TEST(PeriodicStepsTest, ThePapersEpochs) {
  // 100 epochs of 10 steps: epoch e ends after 10 (e + 1) steps; E0, E10, ..., E90, E99.
  EXPECT_THAT(PeriodicSteps(Epochs(10), TrainingLength{10, 1000}),
              ElementsAre(10, 110, 210, 310, 410, 510, 610, 710, 810, 910, 1000));
}

TEST(PeriodicStepsTest, TheLastEpochIsNotTwiceThere) {
  // 5 epochs: E0, E2, E4, the last.
  EXPECT_THAT(PeriodicSteps(Epochs(2), TrainingLength{4, 20}), ElementsAre(4, 12, 20));
}

TEST(PeriodicStepsTest, FractionalEpochsAndTrainings) {
  EXPECT_THAT(PeriodicSteps(Epochs(0.5), TrainingLength{10, 25}), ElementsAre(10, 15, 20, 25));
  EXPECT_THAT(PeriodicSteps(Epochs(1), TrainingLength{10, 3}), ElementsAre(3));
}

TEST(PeriodicStepsTest, FractionsRoundEachMultiple) {
  EXPECT_THAT(PeriodicSteps(Fraction(0.25), TrainingLength{10, 100}), ElementsAre(25, 50, 75, 100));
  // 7/3 = 2.33, 4.67, 7 of 7 steps: the third multiple is the end itself.
  EXPECT_THAT(PeriodicSteps(Fraction(1.0 / 3), TrainingLength{7, 7}), ElementsAre(2, 5, 7));
  EXPECT_THAT(PeriodicSteps(Fraction(0.3), TrainingLength{10, 10}), ElementsAre(3, 6, 9, 10));
  EXPECT_THAT(PeriodicSteps(Fraction(1), TrainingLength{10, 10}), ElementsAre(10));
}

TEST(PeriodicStepsTest, ATenthGivesTenTimesAtAnyLength) {
  for (int64_t total = 10; total < 3000; ++total) {
    const std::vector<int64_t> steps = PeriodicSteps(Fraction(0.1), TrainingLength{10, total});
    ASSERT_EQ(steps.size(), 10u) << total;
    EXPECT_EQ(steps.back(), total);
    for (size_t i = 1; i < steps.size(); ++i) EXPECT_LT(steps[i - 1], steps[i]) << total;
  }
}

TEST(PeriodicStepsTest, ShorterThanAStepIsEveryStep) {
  EXPECT_THAT(PeriodicSteps(Fraction(1e-12), TrainingLength{2, 4}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(PeriodicSteps(Epochs(0.01), TrainingLength{2, 4}), ElementsAre(2, 3, 4));
}

TEST(PeriodicStepsTest, AbsentAndZeroMeanTheLastStepAlone) {
  EXPECT_THAT(PeriodicSteps(Span(), TrainingLength{10, 100}), ElementsAre(100));
  EXPECT_THAT(PeriodicSteps(Epochs(0), TrainingLength{10, 100}), ElementsAre(100));
  EXPECT_THAT(PeriodicSteps(Fraction(0), TrainingLength{10, 100}), ElementsAre(100));
}

}  // namespace
}  // namespace moebench
