#include "moe_core/experts/composition.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

// One token, eight slots, D = 1.
at::Tensor Eight() {
  return torch::tensor({1.0, 2.0, -1.0, .5, 3.0, -2.0, .25, .75}, torch::kDouble).reshape({1, 8, 1});
}

TEST(Composition, CrossGatedByHand) {
  // first half 1 + 2 - 1 + .5 = 2.5, second half 3 - 2 + .25 + .75 = 2
  EXPECT_NEAR(CrossGated(Eight()).item<double>(), 2.5 * Sigmoid(2), 1e-15);
}

TEST(Composition, GroupedGatedByHand) {
  // group 0: A = 1 + 2, B = -1 + .5; group 1: A = 3 - 2, B = .25 + .75
  EXPECT_NEAR(GroupedGated(Eight()).item<double>(), 3 * Sigmoid(-.5) + 1 * Sigmoid(1), 1e-15);
}

TEST(Composition, GroupedSiluByHand) {
  // group sums 2.5 and 2
  EXPECT_NEAR(GroupedSilu(Eight()).item<double>(), 2.5 * Sigmoid(2.5) + 2 * Sigmoid(2), 1e-15);
}

TEST(Composition, WithOneGroupCrossAndGroupedGatingAgree) {
  torch::manual_seed(1);
  const at::Tensor weighted = torch::randn({5, 4, 3}, torch::kDouble);
  EXPECT_TRUE(torch::allclose(CrossGated(weighted), GroupedGated(weighted), 1e-14, 1e-14));
  // Each coordinate is composed for itself.
  EXPECT_TRUE(torch::allclose(CrossGated(weighted).select(1, 2), CrossGated(weighted.narrow(2, 2, 1)).squeeze(1)));
}

TEST(Composition, ByName) {
  torch::manual_seed(2);
  const at::Tensor weighted = torch::randn({3, 8, 2}, torch::kDouble);
  EXPECT_TRUE(torch::equal(Compose("cross_gated", weighted), CrossGated(weighted)));
  EXPECT_TRUE(torch::equal(Compose("grouped_gated", weighted), GroupedGated(weighted)));
  EXPECT_TRUE(torch::equal(Compose("grouped_silu", weighted), GroupedSilu(weighted)));
  EXPECT_THAT([&] { Compose("sum", weighted); }, ThrowsMessage<c10::Error>(HasSubstr("no composition sum")));
}

TEST(Composition, EmptySlotsAndNoTokensGiveZero) {
  for (const char* name : {"cross_gated", "grouped_gated", "grouped_silu"}) {
    EXPECT_TRUE(torch::equal(Compose(name, torch::zeros({2, 4, 3})), torch::zeros({2, 3}))) << name;
    EXPECT_EQ(Compose(name, torch::zeros({0, 4, 3})).sizes(), at::IntArrayRef({0, 3})) << name;
  }
}

TEST(Composition, NumericGradients) {
  torch::manual_seed(3);
  const at::Tensor weighted = torch::randn({2, 8, 2}), direction = torch::randn({2, 2}, torch::kDouble);
  for (const char* name : {"cross_gated", "grouped_gated", "grouped_silu"}) {
    EXPECT_LT(GradientError([&](const at::Tensor& w) { return (Compose(name, w) * direction).sum(); }, weighted), 1e-6)
        << name;
  }
}

TEST(Composition, RefusesSlotsThatAreNoMultipleOfFour) {
  for (const int64_t K : {0, 2, 6}) {
    EXPECT_THAT(
        [&] {
          CrossGated(torch::zeros({1, K, 2}));
        },
        ThrowsMessage<c10::Error>(HasSubstr("with K a multiple of 4")));
    EXPECT_THAT(
        [&] {
          GroupedGated(torch::zeros({1, K, 2}));
        },
        ThrowsMessage<c10::Error>(HasSubstr("with K a multiple of 4")));
    EXPECT_THAT(
        [&] {
          GroupedSilu(torch::zeros({1, K, 2}));
        },
        ThrowsMessage<c10::Error>(HasSubstr("with K a multiple of 4")));
  }
}

TEST(CheckComposition, SaysWhatIsWrong) {
  EXPECT_TRUE(CheckComposition("sum", 0).ok());
  EXPECT_TRUE(CheckComposition("sum", 3).ok());
  EXPECT_TRUE(CheckComposition("grouped_silu", 12).ok());
  const absl::Status two = CheckComposition("cross_gated", 2);
  EXPECT_EQ(two.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(two.message()),
              HasSubstr("cross_gated needs a fixed number of experts a token, a multiple of "
                        "4; the router fills 2"));
  EXPECT_THAT(std::string(CheckComposition("cross_gated", 0).message()), HasSubstr("a number that varies"));
  EXPECT_THAT(std::string(CheckComposition("groupd_silu", 4).message()),
              HasSubstr("\"groupd_silu\", which is no composition (did you mean \"grouped_silu\"?)"));
}

}  // namespace
}  // namespace moebench
