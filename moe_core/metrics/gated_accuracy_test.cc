#include "moe_core/metrics/gated_accuracy.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace moebench {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Order of the classes: 3 (9), 0 (5), 2 (5, after 0 by index), 1 (-1).
TEST(GatedAccuracyTest, RanksWorkedByHand) {
  const std::vector<float> logits = {5, -1, 5, 9};
  EXPECT_EQ(LabelRank(logits, 3), 0);
  EXPECT_EQ(LabelRank(logits, 0), 1);
  EXPECT_EQ(LabelRank(logits, 2), 2);
  EXPECT_EQ(LabelRank(logits, 1), 3);
  EXPECT_EQ(PredictedClass(logits), 3);
}

TEST(GatedAccuracyTest, TiesGoToTheLowerIndex) {
  const std::vector<float> equal(7, 1.5f);
  EXPECT_EQ(PredictedClass(equal), 0);
  for (int32_t label = 0; label < 7; ++label) {
    EXPECT_EQ(LabelRank(equal, label), label);
    EXPECT_EQ(TopKCorrect(equal, label, 5), label < 5);
  }
}

TEST(GatedAccuracyTest, RanksAreAPermutationAndAgreeWithThePrediction) {
  const std::vector<float> logits = {0.25f, -3, 0.25f, 7, 7, 0, -3, 0.25f};
  std::vector<int> label_at(logits.size(), -1);
  for (int32_t label = 0; label < static_cast<int32_t>(logits.size()); ++label) {
    const int rank = LabelRank(logits, label);
    ASSERT_EQ(label_at.at(rank), -1);
    label_at[rank] = label;
  }
  EXPECT_EQ(label_at[0], PredictedClass(logits));
  EXPECT_EQ(label_at, (std::vector<int>{3, 4, 0, 2, 7, 5, 1, 6}));
}

TEST(GatedAccuracyTest, TopFiveOfFiveOrFewerClassesIsAlwaysRight) {
  EXPECT_TRUE(TopKCorrect({4, 3, 2, 1, 0}, 4, 5));
  EXPECT_FALSE(TopKCorrect({4, 3, 2, 1, 0}, 4, 4));
  EXPECT_TRUE(TopKCorrect({1, 0}, 1, 5));
}

TEST(GatedAccuracyTest, NanIsNeverRight) {
  EXPECT_FALSE(TopKCorrect({1, kNan, 0}, 1, 5));
  EXPECT_FALSE(TopKCorrect({1, kNan, 0}, 0, 1));
  EXPECT_TRUE(TopKCorrect({1, kNan, 0}, 0, 2));
  EXPECT_EQ(PredictedClass({kNan, -2, -1}), 2);
  EXPECT_EQ(PredictedClass({1, kNan, 0}), 0);
}

TEST(GatedAccuracyTest, InfinitiesAreOrdinaryNumbers) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(PredictedClass({-infinity, 0, infinity}), 2);
  EXPECT_EQ(LabelRank({-infinity, 0, -infinity}, 2), 2);
}

TEST(GatedAccuracyTest, AccuracyIsTheShareOfEqualEntries) {
  EXPECT_DOUBLE_EQ(Accuracy({1, 2, 3, 4}, {1, 0, 3, 4}), 0.75);
  EXPECT_DOUBLE_EQ(Accuracy({1}, {0}), 0);
}

}  // namespace
}  // namespace moebench
