#include "moe_core/dispatch/combine.h"

#include <ATen/Parallel.h>
#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

DispatchPlan PlanOf(int64_t num_experts, const at::Tensor& expert, int64_t capacity = 0,
                    DropOrder order = DropOrder::kPosition) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.capacity = capacity;
  routing.drop_order = order;
  return MakeDispatchPlan(routing);
}

// Three tokens, two slots, experts 0..2 and 3 = empty.
at::Tensor Small() { return torch::tensor({{2, 0}, {0, 3}, {2, 1}}, torch::kLong); }

// Two experts with four assignments each.
at::Tensor Crowded() { return torch::tensor({{0, 1}, {0, 1}, {0, 1}, {1, 0}}, torch::kLong); }

TEST(CombineInSlotOrder, WeightsRowsBySlot) {
  const DispatchPlan plan = PlanOf(3, Small());
  // Plan order: expert 0 gets tokens 0, 1; expert 1 token 2; expert 2 tokens 0, 2.
  const at::Tensor value = torch::tensor({{1.f}, {2.f}, {3.f}, {4.f}, {5.f}});
  // Token 1's second slot is empty, whatever its weight.
  const at::Tensor weight = torch::tensor({{.5f, .25f}, {1.f, 7.f}, {.1f, .2f}}).requires_grad_();
  // token 0: .5 * 4 (slot 0, expert 2) + .25 * 1; token 1: 1 * 2; token 2: .1 * 5 + .2 * 3
  const at::Tensor y = CombineInSlotOrder(plan, value, weight);
  EXPECT_TRUE(torch::allclose(y, torch::tensor({{2.25f}, {2.f}, {1.1f}})));
  const at::Tensor slots = torch::tensor({{{2.f}, {.25f}}, {{2.f}, {0.f}}, {{.5f}, {.6f}}});
  EXPECT_TRUE(torch::allclose(WeightedSlots(plan, value, weight), slots));
  EXPECT_TRUE(
      torch::equal(torch::autograd::grad({y.sum()}, {weight})[0], torch::tensor({{4.f, 1.f}, {2.f, 0.f}, {5.f, 3.f}})));
}

TEST(CombineInSlotOrder, DroppedSlotsAddNothing) {
  const DispatchPlan plan = PlanOf(2, Crowded(), /*capacity=*/2, DropOrder::kPosition);  // keeps slots 0 2 | 1 3
  const at::Tensor value = torch::tensor({{1.f}, {2.f}, {3.f}, {std::numeric_limits<float>::infinity()}});
  const at::Tensor weight = torch::tensor({{.5f, .5f}, {1.f, .0625f}, {3.f, 4.f}, {5.f, 6.f}});
  // .5 * 1 + .5 * 3; token 1 has the infinite row; tokens 2 and 3 keep nothing and are not touched by it.
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(torch::equal(CombineInSlotOrder(plan, value, weight), torch::tensor({{2.f}, {infinity}, {0.f}, {0.f}})));
}

TEST(CombineInSlotOrder, SumsInTheWeightsDtypeReturnsTheValuesDtype) {
  const DispatchPlan plan = PlanOf(3, torch::tensor({{0, 1, 2}}, torch::kLong));
  // In bf16 (8 bits) 256 + 1 is 256 and the sum would be 256; in fp32 it is 258.
  const at::Tensor value = torch::tensor({{256.f}, {1.f}, {1.f}}).to(torch::kBFloat16).requires_grad_();
  const at::Tensor weight = torch::ones({1, 3}).requires_grad_();
  const at::Tensor y = CombineInSlotOrder(plan, value, weight);
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  EXPECT_EQ(y.item<float>(), 258);
  EXPECT_EQ(WeightedSlots(plan, value, weight).scalar_type(), torch::kFloat);
  const auto gradient = torch::autograd::grad({y.sum()}, {value, weight});
  EXPECT_EQ(gradient[0].scalar_type(), torch::kBFloat16);
  EXPECT_EQ(gradient[1].scalar_type(), torch::kFloat);
  EXPECT_TRUE(torch::equal(gradient[1], torch::tensor({{256.f, 1.f, 1.f}})));
}

TEST(CombineInSlotOrder, NoTokens) {
  const DispatchPlan plan = PlanOf(2, torch::empty({0, 2}, torch::kLong));
  const at::Tensor value = torch::empty({0, 3}).requires_grad_(), weight = torch::empty({0, 2});
  const at::Tensor y = CombineInSlotOrder(plan, value, weight);
  EXPECT_EQ(y.sizes(), at::IntArrayRef({0, 3}));
  EXPECT_EQ(torch::autograd::grad({y.sum()}, {value})[0].sizes(), at::IntArrayRef({0, 3}));
  EXPECT_EQ(WeightedSlots(plan, value, weight).sizes(), at::IntArrayRef({0, 2, 3}));
}

TEST(CombineInSlotOrder, AllSlotsEmpty) {
  const DispatchPlan plan = PlanOf(2, torch::full({2, 2}, 2, torch::kLong));
  const at::Tensor value = torch::empty({0, 3}), weight = torch::ones({2, 2}).requires_grad_();
  const at::Tensor y = CombineInSlotOrder(plan, value, weight);
  EXPECT_TRUE(torch::equal(y, torch::zeros({2, 3})));
  EXPECT_TRUE(torch::equal(torch::autograd::grad({y.sum()}, {weight})[0], torch::zeros({2, 2})));
  EXPECT_TRUE(torch::equal(WeightedSlots(plan, value, weight), torch::zeros({2, 2, 3})));
  const at::Tensor x = torch::ones({2, 3}).requires_grad_();
  EXPECT_TRUE(torch::equal(torch::autograd::grad({GatherInPlanOrder(plan, x, 0).sum()}, {x})[0], torch::zeros({2, 3})));
}

TEST(CombineInSlotOrder, GatherAndCombineAgainstATableOfSlots) {
  torch::manual_seed(2);
  constexpr int64_t T = 50, K = 3, E = 7;
  const at::Tensor expert = torch::randint(0, E + 1, {T, K}, torch::kLong);
  const DispatchPlan plan = PlanOf(E, expert, /*capacity=*/15, DropOrder::kChoice);
  const int64_t kept = plan.offset[E].item<int64_t>();
  ASSERT_LT(kept, (expert < E).sum().item<int64_t>());  // some are dropped, some are empty
  const at::Tensor x = torch::randn({T, 4}, torch::kDouble).requires_grad_();
  const at::Tensor weight = torch::rand({T, K}, torch::kDouble).requires_grad_();
  const at::Tensor is_kept = (plan.inverse < kept).reshape({T, K}).to(torch::kDouble);
  // An expert that squares: y[t] = sum_k weight x_t^2 over kept slots.
  const at::Tensor y = CombineInSlotOrder(plan, GatherInPlanOrder(plan, x, kept).square(), weight);
  const at::Tensor plain = (weight * is_kept).sum(1, true) * x.square();
  EXPECT_TRUE(torch::allclose(y, plain, 1e-12, 1e-12));
  const at::Tensor direction = torch::randn({T, 4}, torch::kDouble);
  const auto gradient = torch::autograd::grad({(y * direction).sum()}, {x, weight});
  const auto expected = torch::autograd::grad({(plain * direction).sum()}, {x, weight});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(torch::allclose(gradient[i], expected[i], 1e-12, 1e-12)) << i;
}

TEST(CombineInSlotOrder, NumericGradients) {
  torch::manual_seed(3);
  // Expert 0 has room for two of its three; token 1 has an empty slot.
  const DispatchPlan plan = PlanOf(3, torch::tensor({{0, 2}, {0, 3}, {0, 1}}, torch::kLong), /*capacity=*/2);
  const at::Tensor value = torch::randn({4, 2}, torch::kDouble), weight = torch::rand({3, 2}, torch::kDouble);
  const at::Tensor x = torch::randn({3, 2}, torch::kDouble);
  EXPECT_LT(
      GradientError([&](const at::Tensor& v) { return CombineInSlotOrder(plan, v, weight).square().sum(); }, value),
      1e-6);
  EXPECT_LT(
      GradientError([&](const at::Tensor& w) { return CombineInSlotOrder(plan, value, w).square().sum(); }, weight),
      1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& v) { return WeightedSlots(plan, v, weight).square().sum(); }, value),
            1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& w) { return WeightedSlots(plan, value, w).square().sum(); }, weight),
            1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& v) { return GatherInPlanOrder(plan, v, 4).pow(3).sum(); }, x), 1e-6);
}

TEST(CombineInSlotOrder, CanBeDifferentiatedTwice) {
  torch::manual_seed(4);
  const DispatchPlan plan = PlanOf(2, torch::tensor({{0, 1}, {1, 2}}, torch::kLong));
  const at::Tensor weight = torch::rand({2, 2}, torch::kDouble);
  const auto squared_gradient = [&](const at::Tensor& x) {
    const at::Tensor w = weight.detach().requires_grad_();
    const at::Tensor y = CombineInSlotOrder(plan, GatherInPlanOrder(plan, x.sin(), 3), w).pow(3).sum();
    return torch::autograd::grad({y}, {w}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0].square().sum();
  };
  const at::Tensor x = torch::randn({2, 3}, torch::kDouble);
  at::Tensor point = x.clone().requires_grad_();
  const at::Tensor analytic = torch::autograd::grad({squared_gradient(point)}, {point})[0];
  constexpr double kStep = 1e-6;
  for (int64_t i = 0; i < x.numel(); ++i) {
    at::Tensor above = x.clone(), below = x.clone();
    above.view({-1})[i] += kStep;
    below.view({-1})[i] -= kStep;
    const double numeric =
        (squared_gradient(above).item<double>() - squared_gradient(below).item<double>()) / (2 * kStep);
    EXPECT_NEAR(analytic.view({-1})[i].item<double>(), numeric, 1e-6 * std::max(1.0, std::abs(numeric)));
  }
}

TEST(CombineInSlotOrder, RefusesOtherSizes) {
  const DispatchPlan plan = PlanOf(3, Small());
  EXPECT_THAT(
      [&] {
        CombineInSlotOrder(plan, torch::ones({6, 1}), torch::ones({3, 2}));
      },
      ThrowsMessage<c10::Error>(HasSubstr("the plan keeps 5 assignments")));
  EXPECT_THAT(
      [&] {
        CombineInSlotOrder(plan, torch::ones({5, 1}), torch::ones({2, 3}));
      },
      ThrowsMessage<c10::Error>(HasSubstr("the plan has 6 slots, 2 a token")));
  EXPECT_THAT(
      [&] {
        GatherInPlanOrder(plan, torch::ones({4, 1}), 5);
      },
      ThrowsMessage<c10::Error>(HasSubstr("x is [4, 1]")));
}

TEST(CombineInSlotOrder, SameBitsForAnyThreadCount) {
  torch::manual_seed(5);
  constexpr int64_t T = 3000, K = 5, E = 16;
  const at::Tensor expert = torch::randint(0, E + 1, {T, K}, torch::kLong), direction = torch::randn({T, 64});
  const at::Tensor x = torch::randn({T, 64}).requires_grad_();
  const at::Tensor weight = torch::rand({T, K}).requires_grad_();
  const auto run = [&](int threads) {
    at::set_num_threads(threads);
    const DispatchPlan plan = PlanOf(E, expert, /*capacity=*/800, DropOrder::kChoice);
    const at::Tensor rows = GatherInPlanOrder(plan, x, plan.offset[E].item<int64_t>());
    const at::Tensor y = CombineInSlotOrder(plan, rows.sin(), weight);
    std::vector<at::Tensor> all = torch::autograd::grad({(y * direction).sum()}, {x, weight});
    all.push_back(y);
    return all;
  };
  const std::vector<at::Tensor> one = run(1), two = run(2);
  for (size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(torch::equal(one[i], two[i])) << i;
}

}  // namespace
}  // namespace moebench
