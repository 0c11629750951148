#include "moe_core/routing/expert_capacity.h"

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(ExpertCapacity, IsTheEvenLoadTimesTheFactorRoundedUp) {
  EXPECT_EQ(ExpertCapacity(64, 1, 8, 1.0), 8);
  EXPECT_EQ(ExpertCapacity(64, 1, 8, 1.25), 10);
  EXPECT_EQ(ExpertCapacity(64, 2, 8, 1.25), 20);
  EXPECT_EQ(ExpertCapacity(65, 1, 8, 1.0), 9);   // 8.125
  EXPECT_EQ(ExpertCapacity(10, 1, 4, 1.25), 4);  // 3.125
  EXPECT_EQ(ExpertCapacity(7, 2, 1, 1.0), 14);
}

TEST(ExpertCapacity, RoundingErrorsAddNoPlace) {
  EXPECT_EQ(ExpertCapacity(100, 1, 10, 1.1), 11);  // 1.1 * 100 / 10 = 11.000000000000002
  EXPECT_EQ(ExpertCapacity(30, 1, 3, 0.7), 7);
}

TEST(ExpertCapacity, IsAtLeastOne) {
  EXPECT_EQ(ExpertCapacity(3, 1, 64, 1.0), 1);
  EXPECT_EQ(ExpertCapacity(0, 1, 8, 1.25), 1);
}

TEST(ExpertCapacity, NoFactorIsNoLimit) { EXPECT_EQ(ExpertCapacity(1000, 2, 8, 0), 0); }

}  // namespace
}  // namespace moebench
