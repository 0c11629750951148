#include "moe_core/experts/grouped_linear.h"

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(GroupedLinear, ByHand) {
  const at::Tensor x = torch::tensor({{1.f, 1.f}, {2.f, 0.f}, {0.f, 3.f}});
  const at::Tensor weight = torch::tensor({{{1.f, 2.f}}, {{9.f, 9.f}}, {{3.f, -1.f}}});
  const at::Tensor bias = torch::tensor({{.5f}, {9.f}, {0.f}});
  // expert 0 has rows 0 and 1, expert 1 none, expert 2 row 2: 1 + 2, 2, -3
  EXPECT_TRUE(torch::equal(GroupedLinear(x, {0, 2, 2, 3}, weight), torch::tensor({{3.f}, {2.f}, {-3.f}})));
  EXPECT_TRUE(torch::equal(GroupedLinear(x, {0, 2, 2, 3}, weight, bias), torch::tensor({{3.5f}, {2.5f}, {-3.f}})));
}

struct Random {
  std::vector<int64_t> offset = {0, 3, 3, 4, 9};
  at::Tensor x = torch::randn({9, 3}, torch::kDouble).requires_grad_();
  at::Tensor weight = torch::randn({4, 2, 3}, torch::kDouble).requires_grad_();
  at::Tensor bias = torch::randn({4, 2}, torch::kDouble).requires_grad_();
  at::Tensor direction = torch::randn({9, 2}, torch::kDouble);
};

TEST(GroupedLinear, NumericGradients) {
  torch::manual_seed(1);
  const Random r;
  const auto loss = [&](const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
    return (GroupedLinear(x, r.offset, weight, bias).sin() * r.direction).sum();
  };
  EXPECT_LT(GradientError([&](const at::Tensor& x) { return loss(x, r.weight, r.bias); }, r.x), 1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& w) { return loss(r.x, w, r.bias); }, r.weight), 1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& b) { return loss(r.x, r.weight, b); }, r.bias), 1e-6);
}

// Gradients of gradients, against a row-by-row product that autograd differentiates by itself.
TEST(GroupedLinear, CanBeDifferentiatedTwice) {
  torch::manual_seed(2);
  const Random r;
  const at::Tensor expert = torch::tensor({0, 0, 0, 2, 3, 3, 3, 3, 3}, torch::kLong);
  const at::Tensor grouped = GroupedLinear(r.x, r.offset, r.weight, r.bias);
  const at::Tensor plain =
      r.weight.index_select(0, expert).bmm(r.x.unsqueeze(2)).squeeze(2) + r.bias.index_select(0, expert);
  const auto second = [&](const at::Tensor& y) {
    const auto first = torch::autograd::grad({(y.pow(3) * r.direction).sum()}, {r.x, r.weight, r.bias}, {}, true, true);
    const at::Tensor penalty = first[0].sin().sum() + first[1].sin().sum() + first[2].sin().sum();
    return torch::autograd::grad({penalty}, {r.x, r.weight, r.bias});
  };
  const auto actual = second(grouped), expected = second(plain);
  for (size_t i = 0; i < actual.size(); ++i) EXPECT_TRUE(torch::allclose(actual[i], expected[i], 1e-10, 1e-10)) << i;
}

TEST(GroupedLinear, TransposedWeights) {
  torch::manual_seed(3);
  const Random r;
  const at::Tensor transposed = r.weight.transpose(1, 2).contiguous().transpose(1, 2);
  ASSERT_FALSE(transposed.is_contiguous());
  EXPECT_TRUE(torch::allclose(GroupedLinear(r.x, r.offset, transposed), GroupedLinear(r.x, r.offset, r.weight), 1e-14));
}

TEST(GroupedLinear, ExpertsWithoutRowsHaveAZeroGradient) {
  torch::manual_seed(4);
  const Random r;
  const at::Tensor y = GroupedLinear(r.x, r.offset, r.weight, r.bias);
  const auto gradient = torch::autograd::grad({y.square().sum()}, {r.weight, r.bias});
  EXPECT_EQ(gradient[0][1].abs().max().item<double>(), 0);
  EXPECT_EQ(gradient[1][1].abs().max().item<double>(), 0);
  EXPECT_GT(gradient[0][0].abs().min().item<double>(), 0);
}

TEST(GroupedLinear, NoRows) {
  const Random r;
  const at::Tensor y = GroupedLinear(torch::empty({0, 3}, torch::kDouble), {0, 0, 0, 0, 0}, r.weight, r.bias);
  EXPECT_EQ(y.sizes(), at::IntArrayRef({0, 2}));
  const auto gradient = torch::autograd::grad({y.sum()}, {r.weight, r.bias});
  EXPECT_TRUE(torch::equal(gradient[0], torch::zeros_like(r.weight)));
  EXPECT_TRUE(torch::equal(gradient[1], torch::zeros_like(r.bias)));
}

TEST(GroupedLinear, RefusesOffsetsThatDoNotCoverTheRows) {
  const Random r;
  EXPECT_THAT(
      [&] {
        GroupedLinear(r.x, {0, 3, 3, 4, 8}, r.weight);
      },
      ThrowsMessage<c10::Error>(HasSubstr("from 0 to 8 for 4 experts and 9 rows")));
  EXPECT_THAT([&] { GroupedLinear(r.x, {0, 9}, r.weight); }, ThrowsMessage<c10::Error>(HasSubstr("offsets [2]")));
  EXPECT_THAT([&] { GroupedLinear(r.x.t(), r.offset, r.weight); }, ThrowsMessage<c10::Error>(HasSubstr("x is [3, 9]")));
}

}  // namespace
}  // namespace moebench
