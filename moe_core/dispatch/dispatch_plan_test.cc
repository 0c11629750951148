#include "moe_core/dispatch/dispatch_plan.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Routing Slots(int64_t num_experts, const at::Tensor& expert, int64_t capacity = 0,
              DropOrder order = DropOrder::kPosition) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.capacity = capacity;
  routing.drop_order = order;
  return routing;
}

at::Tensor Ints(const std::vector<int64_t>& values) { return torch::tensor(values, torch::kLong); }

void ExpectSame(const DispatchPlan& a, const DispatchPlan& b) {
  EXPECT_EQ(a.num_experts, b.num_experts);
  EXPECT_EQ(a.num_slots, b.num_slots);
  EXPECT_TRUE(torch::equal(a.slot, b.slot)) << a.slot << b.slot;
  EXPECT_TRUE(torch::equal(a.token, b.token));
  EXPECT_TRUE(torch::equal(a.inverse, b.inverse));
  EXPECT_TRUE(torch::equal(a.offset, b.offset)) << a.offset << b.offset;
  EXPECT_TRUE(torch::equal(a.load, b.load));
}

// The plan by counting, checked against the one by sorting.
DispatchPlan Plan(const Routing& routing) {
  const DispatchPlan plan = MakeDispatchPlan(routing);
  ExpectSame(plan, MakeDispatchPlanBySorting(routing));
  return plan;
}

// Three tokens, two slots, experts 0..2 and 3 = empty. Flat slots: 0:2 1:0 | 2:0 3:3 | 4:2 5:1.
at::Tensor Small() { return torch::tensor({{2, 0}, {0, 3}, {2, 1}}, torch::kLong); }

TEST(MakeDispatchPlan, SortsByExpertKeepingTokenOrder) {
  const DispatchPlan plan = Plan(Slots(3, Small()));
  EXPECT_EQ(plan.num_slots, 2);
  EXPECT_TRUE(torch::equal(plan.slot, Ints({1, 2, 5, 0, 4, 3})));
  EXPECT_TRUE(torch::equal(plan.token, Ints({0, 1, 2, 0, 2, 1})));
  EXPECT_TRUE(torch::equal(plan.inverse, Ints({3, 0, 1, 5, 4, 2})));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 2, 3, 5})));
  EXPECT_TRUE(torch::equal(plan.load, Ints({2, 1, 2})));
}

TEST(MakeDispatchPlan, ExpertsWithoutTokens) {
  const DispatchPlan plan = Plan(Slots(5, torch::tensor({{4}, {1}}, torch::kLong)));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 0, 1, 1, 1, 2})));
  EXPECT_TRUE(torch::equal(plan.load, Ints({0, 1, 0, 0, 1})));
}

TEST(MakeDispatchPlan, NoTokens) {
  for (const DropOrder order : {DropOrder::kPosition, DropOrder::kChoice}) {
    const Routing routing = Slots(2, torch::empty({0, 2}, torch::kLong), /*capacity=*/1, order);
    const DispatchPlan plan = Plan(routing);
    EXPECT_EQ(plan.slot.numel(), 0);
    EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 0, 0})));
    const DropStatistics drops = CountDrops(routing, plan);
    EXPECT_EQ(drops.assignments, 0);
    EXPECT_EQ(drops.DropRate(), 0);
  }
}

TEST(MakeDispatchPlan, AllSlotsEmpty) {
  const Routing routing = Slots(2, torch::full({2, 2}, 2, torch::kLong), /*capacity=*/1);
  const DispatchPlan plan = Plan(routing);
  EXPECT_TRUE(torch::equal(plan.slot, Ints({0, 1, 2, 3})));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 0, 0})));
  const DropStatistics drops = CountDrops(routing, plan);
  EXPECT_EQ(drops.assignments, 0);
  EXPECT_EQ(drops.dropped_tokens, 0);
}

TEST(MakeDispatchPlan, OneExpertGetsEverything) {
  const DispatchPlan only = Plan(Slots(1, torch::zeros({4, 1}, torch::kLong)));
  EXPECT_TRUE(torch::equal(only.slot, Ints({0, 1, 2, 3})));
  EXPECT_TRUE(torch::equal(only.offset, Ints({0, 4})));
  const DispatchPlan one_of_three = Plan(Slots(3, torch::ones({4, 1}, torch::kLong), /*capacity=*/3));
  EXPECT_TRUE(torch::equal(one_of_three.offset, Ints({0, 0, 3, 3})));
  EXPECT_TRUE(torch::equal(one_of_three.load, Ints({0, 4, 0})));
}

// Four tokens, two choices, two experts: every first choice is 0 but the last token's; capacity 2.
//   flat slots  0:0 1:1 | 2:0 3:1 | 4:0 5:1 | 6:1 7:0
at::Tensor Crowded() { return torch::tensor({{0, 1}, {0, 1}, {0, 1}, {1, 0}}, torch::kLong); }

TEST(MakeDispatchPlan, SwitchDropsByPosition) {
  const Routing routing = Slots(2, Crowded(), /*capacity=*/2, DropOrder::kPosition);
  const DispatchPlan plan = Plan(routing);
  // Expert 0 is offered slots 0, 2, 4, 7 and expert 1 slots 1, 3, 5, 6; each keeps its first two.
  EXPECT_TRUE(torch::equal(plan.slot, Ints({0, 2, 1, 3, 4, 5, 6, 7})));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 2, 4})));
  EXPECT_TRUE(torch::equal(plan.load, Ints({4, 4})));
  const DropStatistics drops = CountDrops(routing, plan);
  EXPECT_EQ(drops.assignments, 8);
  EXPECT_EQ(drops.dropped, 4);
  EXPECT_EQ(drops.dropped_tokens, 2);  // tokens 2 and 3
  EXPECT_EQ(drops.DropRate(), .5);
}

TEST(MakeDispatchPlan, GshardServesFirstChoicesFirst) {
  const Routing routing = Slots(2, Crowded(), /*capacity=*/2, DropOrder::kChoice);
  const DispatchPlan plan = Plan(routing);
  // First choices: expert 0 takes slots 0, 2 and turns 4 away; expert 1 takes 6. Second choices: expert 1 takes 1 and
  // is full; 3, 5 and 7 are dropped. Kept rows stand in token order nonetheless.
  EXPECT_TRUE(torch::equal(plan.slot, Ints({0, 2, 1, 6, 3, 4, 5, 7})));
  EXPECT_TRUE(torch::equal(plan.inverse, Ints({0, 2, 1, 4, 5, 6, 3, 7})));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 2, 4})));
  const DropStatistics drops = CountDrops(routing, plan);
  EXPECT_EQ(drops.dropped, 4);
  EXPECT_EQ(drops.dropped_tokens, 1);  // token 2: its first choice and its second
}

TEST(MakeDispatchPlan, ExpertChoiceDropsNothing) {
  // Every expert chose two of three tokens: token 0 by all three, token 1 by one, token 2 by two.
  const Routing routing = Slots(3, torch::tensor({{0, 1, 2}, {0, 3, 3}, {1, 2, 3}}, torch::kLong));
  const DispatchPlan plan = Plan(routing);
  EXPECT_TRUE(torch::equal(plan.load, Ints({2, 2, 2})));
  EXPECT_TRUE(torch::equal(plan.offset, Ints({0, 2, 4, 6})));
  EXPECT_TRUE(torch::equal(plan.token, Ints({0, 1, 0, 2, 0, 2, 1, 1, 2})));
  EXPECT_EQ(CountDrops(routing, plan).dropped, 0);
}

TEST(MakeDispatchPlan, ATokenWithoutExpertIsNotADroppedToken) {
  const Routing routing = Slots(2, torch::tensor({{2, 2}, {0, 2}, {0, 1}}, torch::kLong), /*capacity=*/1);
  const DropStatistics drops = CountDrops(routing, Plan(routing));
  EXPECT_EQ(drops.assignments, 3);
  EXPECT_EQ(drops.dropped, 1);         // the last token's expert 0
  EXPECT_EQ(drops.dropped_tokens, 0);  // it keeps expert 1
}

TEST(MakeDispatchPlan, ReadsSlotsOfAnyStrides) {
  const at::Tensor transposed = Crowded().t().contiguous().t();
  ASSERT_FALSE(transposed.is_contiguous());
  for (const DropOrder order : {DropOrder::kPosition, DropOrder::kChoice}) {
    ExpectSame(Plan(Slots(2, transposed, 2, order)), Plan(Slots(2, Crowded(), 2, order)));
  }
}

TEST(MakeDispatchPlan, RefusesExpertsThatAreNotThere) {
  const auto plan = [](const Routing& routing) { return [routing] { MakeDispatchPlan(routing); }; };
  EXPECT_THAT(plan(Slots(3, torch::tensor({{0, 4}}, torch::kLong))),
              ThrowsMessage<c10::Error>(HasSubstr("slot 1 names expert 4 of 3")));
  EXPECT_THAT(plan(Slots(3, torch::tensor({{-1}}, torch::kLong))),
              ThrowsMessage<c10::Error>(HasSubstr("slot 0 names expert -1 of 3")));
  EXPECT_THAT(plan(Slots(3, torch::tensor({{0.f}}))), ThrowsMessage<c10::Error>(HasSubstr("[T, K] int64")));
}

struct RandomCase {
  int64_t T, K, E, capacity;
  DropOrder order;
};

at::Tensor RandomSlots(const RandomCase& c) { return torch::randint(0, c.E + 1, {c.T, c.K}, torch::kLong); }

// The kept slots of each expert by the definition: walk the drop order, keep while there is room, sort.
std::vector<std::vector<int64_t>> KeptByLoop(const RandomCase& c, const at::Tensor& expert) {
  const int64_t* e = expert.data_ptr<int64_t>();
  std::vector<std::vector<int64_t>> kept(c.E);
  for (int64_t j = 0; j < c.T * c.K; ++j) {
    const int64_t s = c.order == DropOrder::kPosition ? j : j % c.T * c.K + j / c.T;
    if (e[s] == c.E) continue;
    if (c.capacity == 0 || static_cast<int64_t>(kept[e[s]].size()) < c.capacity) kept[e[s]].push_back(s);
  }
  for (auto& slots : kept) std::sort(slots.begin(), slots.end());
  return kept;
}

TEST(MakeDispatchPlan, LargeRandomCasesAgainstALoop) {
  torch::manual_seed(1);
  for (const RandomCase& c :
       {RandomCase{5000, 4, 64, 0, DropOrder::kPosition}, RandomCase{5000, 4, 64, 250, DropOrder::kPosition},
        RandomCase{5000, 4, 64, 250, DropOrder::kChoice}, RandomCase{999, 12, 1000, 7, DropOrder::kChoice},
        RandomCase{64, 1, 3, 1, DropOrder::kPosition}}) {
    const at::Tensor expert = RandomSlots(c);
    const DispatchPlan plan = Plan(Slots(c.E, expert, c.capacity, c.order));
    std::vector<int64_t> slot, offset = {0};
    for (const auto& slots : KeptByLoop(c, expert)) {
      slot.insert(slot.end(), slots.begin(), slots.end());
      offset.push_back(static_cast<int64_t>(slot.size()));
    }
    EXPECT_TRUE(torch::equal(plan.offset, Ints(offset)));
    EXPECT_TRUE(torch::equal(plan.slot.narrow(0, 0, offset.back()), Ints(slot)));
    const at::Tensor all = torch::arange(c.T * c.K, torch::kLong);
    EXPECT_TRUE(torch::equal(plan.slot.index_select(0, plan.inverse), all));  // a permutation
    EXPECT_TRUE(torch::equal(plan.slot.div(c.K, "floor"), plan.token));
  }
}

TEST(MakeDispatchPlan, SameBitsForAnyThreadCount) {
  torch::manual_seed(5);
  const RandomCase c = {3000, 5, 16, 800, DropOrder::kChoice};
  const Routing routing = Slots(c.E, RandomSlots(c), c.capacity, c.order);
  at::set_num_threads(1);
  const DispatchPlan one = Plan(routing);
  at::set_num_threads(2);
  ExpectSame(Plan(routing), one);
}

}  // namespace
}  // namespace moebench
