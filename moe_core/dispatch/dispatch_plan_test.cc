#include "moe_core/dispatch/dispatch_plan.h"

#include <torch/types.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

// Three tokens, two slots, experts 0..2 and 3 = empty. Flat slots: 0:2 1:0 | 2:0 3:3 | 4:2 5:1.
at::Tensor Slots() { return torch::tensor({{2, 0}, {0, 3}, {2, 1}}, torch::kLong); }

TEST(MakeDispatchPlan, SortsByExpertKeepingTokenOrder) {
  const DispatchPlan plan = MakeDispatchPlan(Slots(), 3);
  EXPECT_TRUE(torch::equal(plan.slot, torch::tensor({1, 2, 5, 0, 4, 3}, torch::kLong)));
  EXPECT_TRUE(torch::equal(plan.token, torch::tensor({0, 1, 2, 0, 2, 1}, torch::kLong)));
  EXPECT_TRUE(torch::equal(plan.offset, torch::tensor({0, 2, 3, 5}, torch::kLong)));
}

TEST(MakeDispatchPlan, ExpertsWithoutTokensAndNoTokens) {
  const DispatchPlan plan = MakeDispatchPlan(torch::tensor({{4}, {1}}, torch::kLong), 5);
  EXPECT_TRUE(torch::equal(plan.offset, torch::tensor({0, 0, 1, 1, 1, 2}, torch::kLong)));
  EXPECT_TRUE(
      torch::equal(MakeDispatchPlan(torch::empty({0, 2}, torch::kLong), 2).offset, torch::zeros({3}, torch::kLong)));
}

TEST(CombineInSlotOrder, WeightsRowsBySlot) {
  const DispatchPlan plan = MakeDispatchPlan(Slots(), 3);
  // Plan order: expert 0 gets tokens 0, 1; expert 1 token 2; expert 2 tokens 0, 2; last row is the empty slot.
  const at::Tensor value = torch::tensor({{1.f}, {2.f}, {3.f}, {4.f}, {5.f}, {9.f}});
  const at::Tensor weight = torch::tensor({{.5f, .25f}, {1.f, 0.f}, {.1f, .2f}});
  // token 0: .5 * 4 (slot 0, expert 2) + .25 * 1; token 1: 1 * 2; token 2: .1 * 5 + .2 * 3
  EXPECT_TRUE(torch::allclose(CombineInSlotOrder(plan, value, weight), torch::tensor({{2.25f}, {2.f}, {1.1f}})));
}

}  // namespace
}  // namespace moebench
