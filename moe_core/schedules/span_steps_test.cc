#include "moe_core/schedules/span_steps.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

constexpr TrainingLength kLength{/*steps_per_epoch=*/391, /*total_steps=*/39100};

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

TEST(SpanStepsTest, EpochsCountStepsPerEpoch) {
  EXPECT_EQ(SpanSteps(Epochs(15), kLength), 15 * 391);
  EXPECT_EQ(SpanSteps(Epochs(200), kLength), 200 * 391);
  EXPECT_EQ(SpanSteps(Epochs(0), kLength), 0);
}

TEST(SpanStepsTest, FractionsCountAllSteps) {
  EXPECT_EQ(SpanSteps(Fraction(0.1), kLength), 3910);
  EXPECT_EQ(SpanSteps(Fraction(1), kLength), 39100);
  EXPECT_EQ(SpanSteps(Fraction(0), kLength), 0);
}

TEST(SpanStepsTest, RoundsToTheNearestStepHalvesUp) {
  const TrainingLength ten{10, 10};
  EXPECT_EQ(SpanSteps(Epochs(0.24), ten), 2);    // 2.4
  EXPECT_EQ(SpanSteps(Epochs(0.25), ten), 3);    // 2.5
  EXPECT_EQ(SpanSteps(Fraction(0.26), ten), 3);  // 2.6
  EXPECT_EQ(SpanSteps(Fraction(0.04), ten), 0);  // 0.4
}

TEST(SpanStepsTest, AnAbsentSpanIsZero) { EXPECT_EQ(SpanSteps(Span(), kLength), 0); }

}  // namespace
}  // namespace moebench
