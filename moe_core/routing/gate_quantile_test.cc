#include "moe_core/routing/gate_quantile.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(PositionOfQuantile, ByHand) {
  EXPECT_EQ(PositionOfQuantile(.7, 8).rank, 4);  // 4.9
  EXPECT_NEAR(PositionOfQuantile(.7, 8).fraction, .9, 1e-12);
  EXPECT_EQ(PositionOfQuantile(.7, 8).SelectedRank(), 5);
  EXPECT_EQ(PositionOfQuantile(0, 5).SelectedRank(), 0);
  EXPECT_EQ(PositionOfQuantile(1, 5).SelectedRank(), 4);
  EXPECT_EQ(PositionOfQuantile(.7, 1).SelectedRank(), 0);
  EXPECT_THAT([] { PositionOfQuantile(1.5, 3); }, ThrowsMessage<c10::Error>(HasSubstr("quantile 1.5 of 3 values")));
  EXPECT_THAT([] { PositionOfQuantile(.5, 0); }, ThrowsMessage<c10::Error>(HasSubstr("of 0 values")));
}

TEST(PositionOfQuantile, AWholePositionIsWholeInSpiteOfRounding) {
  for (int64_t tenths = 0; tenths <= 10; ++tenths) {
    for (const int64_t n : {11, 21, 101, 1001, 100001, 100000001}) {
      const double tau = static_cast<double>(tenths) / 10;
      const QuantilePosition position = PositionOfQuantile(tau, n);
      EXPECT_EQ(position.rank, tenths * ((n - 1) / 10)) << tau << " " << n;
      EXPECT_EQ(position.fraction, 0) << tau << " " << n;
    }
  }
  // .1 * 3 summed is not .3: the case the tolerance is for.
  const double tau = .1 + .1 + .1;
  ASSERT_NE(tau * 10, 3);
  EXPECT_EQ(PositionOfQuantile(tau, 11).SelectedRank(), 3);
}

TEST(InterpolatedQuantile, ByHand) {
  const at::Tensor values = torch::tensor({{4.0, 1.0}, {3.0, 8.0}}, torch::kDouble);  // 1, 3, 4, 8
  EXPECT_DOUBLE_EQ(InterpolatedQuantile(values, 0).item<double>(), 1);
  EXPECT_DOUBLE_EQ(InterpolatedQuantile(values, .5).item<double>(), 3.5);  // position 1.5
  EXPECT_DOUBLE_EQ(InterpolatedQuantile(values, .7).item<double>(), 4.4);  // position 2.1: 4 + .1 * 4
  EXPECT_DOUBLE_EQ(InterpolatedQuantile(values, 1).item<double>(), 8);
  EXPECT_DOUBLE_EQ(SelectionThreshold(values, .5).item<double>(), 4);
  EXPECT_DOUBLE_EQ(SelectionThreshold(values, .7).item<double>(), 8);
  EXPECT_DOUBLE_EQ(SelectionThreshold(values, 0).item<double>(), 1);
  EXPECT_FALSE(InterpolatedQuantile(values.requires_grad_(), .5).requires_grad());
}

TEST(InterpolatedQuantile, AgreesWithLibTorchWhereThatWorks) {
  torch::manual_seed(1);
  for (const int64_t n : {1, 2, 7, 100, 4096}) {
    const at::Tensor values = torch::randn({n}, torch::kDouble);
    for (const double tau : {0.0, .1, .5, .6, .7, .8, .9, 1.0}) {
      EXPECT_NEAR(InterpolatedQuantile(values, tau).item<double>(), torch::quantile(values, tau).item<double>(), 1e-12);
    }
  }
}

TEST(SelectionThreshold, SelectsWhatTheInterpolatedQuantileSelects) {
  torch::manual_seed(2);
  for (int trial = 0; trial < 50; ++trial) {
    // Few distinct values: ties everywhere.
    const at::Tensor values = torch::randint(0, 6, {1 + trial}, torch::kDouble);
    for (const double tau : {0.0, .3, .5, .7, .9, 1.0}) {
      const at::Tensor by_quantile = values >= InterpolatedQuantile(values, tau) - 1e-12;
      EXPECT_TRUE(torch::equal(values >= SelectionThreshold(values, tau), by_quantile)) << trial << " " << tau;
    }
  }
}

TEST(SelectionThreshold, IsExactWhereInterpolationRounds) {
  // Neighbouring floats: v + .5 ulp is no float, so an interpolated threshold would be one of the two.
  const float low = 1, high = std::nextafter(low, 2.f);
  const at::Tensor values = torch::tensor({low, high});
  EXPECT_EQ((values >= SelectionThreshold(values, .25)).sum().item<int64_t>(), 1);
  EXPECT_EQ(InterpolatedQuantile(values, .25).item<float>(), low);
}

TEST(InterpolatedQuantile, TakesMoreElementsThanTorchQuantile) {
  const int64_t n = (int64_t{1} << 24) + 1;
  const at::Tensor values = torch::arange(n, torch::kDouble).flip(0);
  EXPECT_THROW(torch::quantile(values, .7), c10::Error);
  EXPECT_DOUBLE_EQ(InterpolatedQuantile(values, .5).item<double>(), static_cast<double>(n / 2));
}

}  // namespace
}  // namespace moebench
