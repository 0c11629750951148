#include "moe_core/schedules/temperature_schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace moebench {
namespace {

constexpr TrainingLength kLength{/*steps_per_epoch=*/10, /*total_steps=*/1000};

// The paper's 3.0 to 1.0 over 30 epochs, here 300 steps.
RouterConfig ThreeToOne() {
  RouterConfig router;
  router.set_temperature(3);
  router.set_final_temperature(1);
  router.mutable_annealing()->set_epochs(30);
  return router;
}

TEST(RoutingTemperatureTest, WorkedByHand) {
  EXPECT_DOUBLE_EQ(RoutingTemperature(ThreeToOne(), kLength, 0), 3);
  EXPECT_NEAR(RoutingTemperature(ThreeToOne(), kLength, 100), 2.5, 1e-12);  // cos 60 degrees = 1/2: 1 + 2 * 3/4
  EXPECT_NEAR(RoutingTemperature(ThreeToOne(), kLength, 150), 2, 1e-12);
  EXPECT_NEAR(RoutingTemperature(ThreeToOne(), kLength, 200), 1.5, 1e-12);  // cos 120 degrees = -1/2: 1 + 2 * 1/4
  EXPECT_DOUBLE_EQ(RoutingTemperature(ThreeToOne(), kLength, 300), 1);
  EXPECT_DOUBLE_EQ(RoutingTemperature(ThreeToOne(), kLength, 999), 1);
}

TEST(RoutingTemperatureTest, NeverRisesOnItsWayDown) {
  for (int64_t step = 1; step < kLength.total_steps; ++step) {
    EXPECT_LE(RoutingTemperature(ThreeToOne(), kLength, step), RoutingTemperature(ThreeToOne(), kLength, step - 1));
  }
}

TEST(RoutingTemperatureTest, MayRiseToAHigherFinalTemperature) {
  RouterConfig router = ThreeToOne();
  router.set_temperature(1);
  router.set_final_temperature(5);
  EXPECT_NEAR(RoutingTemperature(router, kLength, 150), 3, 1e-12);
}

TEST(RoutingTemperatureTest, AFractionScalesWithTheTraining) {
  RouterConfig router = ThreeToOne();
  router.mutable_annealing()->set_fraction(0.3);
  EXPECT_NEAR(RoutingTemperature(router, kLength, 100), 2.5, 1e-12);
  EXPECT_NEAR(RoutingTemperature(router, TrainingLength{10, 100}, 10), 2.5, 1e-12);
}

TEST(RoutingTemperatureTest, MayBeginLater) {
  RouterConfig router = ThreeToOne();
  router.mutable_annealing_start()->set_epochs(5);  // 50 steps
  EXPECT_DOUBLE_EQ(RoutingTemperature(router, kLength, 49), 3);
  EXPECT_NEAR(RoutingTemperature(router, kLength, 150), 2.5, 1e-12);
  EXPECT_DOUBLE_EQ(RoutingTemperature(router, kLength, 350), 1);
}

TEST(RoutingTemperatureTest, WithoutAnnealingItStays) {
  RouterConfig router = ThreeToOne();
  router.clear_annealing();
  EXPECT_EQ(RoutingTemperature(router, kLength, 0), 3);
  EXPECT_EQ(RoutingTemperature(router, kLength, 999), 3);
  router.mutable_annealing()->set_epochs(0);
  EXPECT_EQ(RoutingTemperature(router, kLength, 999), 3);
}

}  // namespace
}  // namespace moebench
