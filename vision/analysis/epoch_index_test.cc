#include "vision/analysis/epoch_index.h"

#include <gtest/gtest.h>

namespace moebench::vision {
namespace {

TEST(EpochIndexTest, CountsFromZero) {
  EXPECT_EQ(EpochIndex(1), 0);
  EXPECT_EQ(EpochIndex(100), 99);
  EXPECT_EQ(EpochName(91), "E90");
}

TEST(EpochIndexTest, ABegunEpochIsTheOneItLiesIn) {
  EXPECT_EQ(EpochIndex(0.01), 0);
  EXPECT_EQ(EpochIndex(2.4), 2);
  EXPECT_EQ(EpochName(9.999), "E9");
}

TEST(EpochIndexTest, StepsOverStepsPerEpochAreWholeEpochs) {
  for (int epoch = 1; epoch <= 1000; ++epoch) EXPECT_EQ(EpochIndex(epoch * 391.0 / 391), epoch - 1);
}

}  // namespace
}  // namespace moebench::vision
