#include "moe_core/metrics/gated_accuracy.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

TEST(GatedAccuracyTest, IsTheShareOfEqualEntries) {
  EXPECT_DOUBLE_EQ(Accuracy({1, 2, 3, 4}, {1, 0, 3, 4}), 0.75);
  EXPECT_DOUBLE_EQ(Accuracy({1}, {0}), 0);
  EXPECT_DOUBLE_EQ(Accuracy({7, 7}, {7, 7}), 1);
}

}  // namespace
}  // namespace moebench
