#include "moe_core/layers/reference_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <cmath>

namespace moebench {
namespace {

using ::testing::ElementsAre;

TEST(Largest, TiesGoToTheLowerIndex) {
  EXPECT_THAT(Largest({1, 3, 2, 3}, 3), ElementsAre(1, 3, 2));
  EXPECT_THAT(Largest({0, 0, 0}, 2), ElementsAre(0, 1));
}

TEST(Quantile, IsLinearBetweenValues) {
  // Position .7 * 3 = 2.1 in 1 2 5 9: 5 + .1 * (9 - 5).
  EXPECT_NEAR(Quantile({9, 1, 5, 2}, 0.7), 5.4, 1e-12);
  EXPECT_EQ(Quantile({9, 1, 5}, 0.5), 5);
  EXPECT_EQ(Quantile({9, 1}, 1), 9);
  // .7 * 10 is 7 up to rounding.
  EXPECT_EQ(Quantile({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.7), 7);
}

TEST(SoftmaxOver, IsOfTheChosenAlone) {
  const at::Tensor logits = torch::tensor({std::log(3.0), 50.0, std::log(1.0)}, torch::kDouble);
  const std::vector<ReferenceSlot> slots = SoftmaxOver({0, 2}, logits);
  ASSERT_EQ(slots.size(), 2);
  EXPECT_EQ(slots[1].expert, 2);
  EXPECT_NEAR(slots[0].weight.item<double>(), 0.75, 1e-12);
  EXPECT_NEAR(slots[1].weight.item<double>(), 0.25, 1e-12);
}

TEST(RouterLoop, MissesAParameterByName) {
  const RouterConfig config;
  const ReferenceInput input;
  const RouterLoop loop{config, {}, input};
  EXPECT_THROW(loop.Parameter("weight"), c10::Error);
}

}  // namespace
}  // namespace moebench
