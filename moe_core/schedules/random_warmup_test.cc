#include "moe_core/schedules/random_warmup.h"

#include <gtest/gtest.h>

namespace moebench {
namespace {

constexpr TrainingLength kLength{/*steps_per_epoch=*/391, /*total_steps=*/39100};

TEST(RandomWarmupTest, FifteenEpochsOfThePaper) {
  RouterConfig router;
  router.mutable_random_warmup()->set_epochs(15);
  EXPECT_TRUE(InRandomWarmup(router, kLength, 0));
  EXPECT_TRUE(InRandomWarmup(router, kLength, 15 * 391 - 1));
  EXPECT_FALSE(InRandomWarmup(router, kLength, 15 * 391));
}

TEST(RandomWarmupTest, AFractionOfTheTraining) {
  RouterConfig router;
  router.mutable_random_warmup()->set_fraction(0.15);
  EXPECT_TRUE(InRandomWarmup(router, TrainingLength{10, 100}, 14));
  EXPECT_FALSE(InRandomWarmup(router, TrainingLength{10, 100}, 15));
}

TEST(RandomWarmupTest, ZeroAndAbsentDisableIt) {
  RouterConfig router;
  EXPECT_FALSE(InRandomWarmup(router, kLength, 0));
  router.mutable_random_warmup()->set_epochs(0);
  EXPECT_FALSE(InRandomWarmup(router, kLength, 0));
}

}  // namespace
}  // namespace moebench
