// The loops themselves: worked by hand where two tokens are enough, and on random numbers for what the matrix test has
// to meet: dropped tokens, empty slots, counts that vary, a bias that changes a choice.

#include "moe_core/layers/reference_routers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <set>

#include "moe_core/layers/reference_layer.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;

RouterConfig Config(const std::string& kind, int num_experts, int top_k) {
  RouterConfig config;
  config.set_kind(kind);
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  return config;
}

ReferenceInput Input(const at::Tensor& x, bool training) {
  ReferenceInput input;
  input.x = x;
  input.training = training;
  return input;
}

std::vector<int64_t> Chosen(const std::vector<ReferenceSlot>& slots) {
  std::vector<int64_t> experts;
  for (const ReferenceSlot& slot : slots) experts.push_back(slot.expert);
  return experts;
}

// 13 tokens of width 16 among 8 experts.
ReferenceRouting RandomRouting(const RouterConfig& config, bool training, ParameterMap state = {}) {
  torch::manual_seed(4);
  state["weight"] = torch::randn({8, 16}, torch::kDouble) / 4;
  return RouteByLoop(config, state, Input(torch::randn({13, 16}, torch::kDouble), training));
}

std::set<size_t> SlotCounts(const ReferenceRouting& routing) {
  std::set<size_t> counts;
  for (const auto& slots : routing.slots) counts.insert(slots.size());
  return counts;
}

TEST(RouteByLoop, LinearByHand) {
  // Rows of W are 1, 2, 3 times the feature ln 2: logits ln 2, ln 4, ln 8; the two largest weigh 8/12 and 4/12.
  const at::Tensor weight = torch::tensor({{1.0}, {2.0}, {3.0}}, torch::kDouble) * std::log(2);
  const ReferenceRouting routing =
      RouteByLoop(Config("linear", 3, 2), {{"weight", weight}}, Input(torch::ones({1, 1}, torch::kDouble), true));
  EXPECT_THAT(Chosen(routing.slots[0]), ElementsAre(2, 1));
  EXPECT_NEAR(routing.slots[0][0].weight.item<double>(), 2.0 / 3, 1e-12);
  EXPECT_NEAR(routing.probability[0][0].item<double>(), 1.0 / 7, 1e-12);
}

TEST(RouteByLoop, TokenScopeSelectsAFixedNumberAndLayerScopeDoesNot) {
  RouterConfig config = Config("quantile_gate", 8, 4);
  config.set_quantile_scope("token");
  EXPECT_THAT(SlotCounts(RandomRouting(config, true)), ElementsAre(3));  // 8 - ceil(.7 * 7)
  config.set_quantile_scope("layer");
  EXPECT_GT(SlotCounts(RandomRouting(config, true)).size(), 1);
  const ParameterMap out_of_reach = {{"threshold", torch::tensor(1e9, torch::kDouble)}};
  EXPECT_THAT(SlotCounts(RandomRouting(config, false, out_of_reach)), ElementsAre(1));  // the arg-max alone
}

TEST(RouteByLoop, ExpertChoiceFillsEveryExpertAndNotEveryToken) {
  const ReferenceRouting routing = RandomRouting(Config("expert_choice", 8, 4), true);
  std::vector<int64_t> load(8);
  for (const auto& slots : routing.slots) {
    for (const ReferenceSlot& slot : slots) ++load[slot.expert];
  }
  EXPECT_THAT(load, ::testing::Each(7));  // ceil(4 * 13 / 8)
  EXPECT_GT(SlotCounts(routing).size(), 1);
}

TEST(RouteByLoop, GshardLeavesSomeSecondChoicesOutInTrainingAlone) {
  EXPECT_THAT(SlotCounts(RandomRouting(Config("gshard", 8, 2), true)), ElementsAre(1, 2));
  EXPECT_THAT(SlotCounts(RandomRouting(Config("gshard", 8, 2), false)), ElementsAre(2));
}

TEST(RouteByLoop, CapacityOfSwitchAndGshard) {
  RouterConfig config = Config("switch", 8, 1);
  EXPECT_EQ(RandomRouting(config, true).capacity, 3);   // ceil(1.25 * 13 / 8)
  EXPECT_EQ(RandomRouting(config, false).capacity, 4);  // ceil(2 * 13 / 8)
  config.set_capacity_factor(0);
  EXPECT_EQ(RandomRouting(config, true).capacity, 0);
  EXPECT_EQ(RandomRouting(Config("gshard", 8, 2), true).capacity, 5);  // ceil(1.25 * 26 / 8)
  EXPECT_TRUE(RandomRouting(Config("gshard", 8, 2), true).first_choices_first);
}

TEST(RouteByLoop, TheBiasOfLossFreeChoosesButDoesNotWeigh) {
  ParameterMap state = {{"bias", torch::zeros({8}, torch::kDouble)}};
  const ReferenceRouting without = RandomRouting(Config("loss_free", 8, 4), false, state);
  state["bias"][5] = 10;
  const ReferenceRouting with = RandomRouting(Config("loss_free", 8, 4), false, state);
  bool changed = false;
  for (size_t t = 0; t < with.slots.size(); ++t) {
    double sum = 0;
    for (const ReferenceSlot& slot : with.slots[t]) sum += slot.weight.item<double>();
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_THAT(Chosen(with.slots[t]), ::testing::Contains(5));
    changed = changed || Chosen(with.slots[t]) != Chosen(without.slots[t]);
  }
  EXPECT_TRUE(changed);
}

TEST(UpdateByLoop, MovesTheBiasAgainstTheLoad) {
  RouterConfig config = Config("loss_free", 3, 1);
  config.set_bias_update_rate(0.5);
  const ParameterMap state = {{"bias", torch::tensor({0.0, 0.0, 1.0}, torch::kDouble)}};
  ReferenceRouting routing;
  const at::Tensor one = torch::ones({}, torch::kDouble);
  routing.slots = {{{0, one}}, {{0, one}}, {{1, one}}};  // loads 2 1 0, mean 1
  const at::Tensor bias = UpdateByLoop(config, state, routing, true).at("bias");
  EXPECT_TRUE(at::equal(bias, torch::tensor({-0.5, 0.0, 1.5}, torch::kDouble)));
}

TEST(UpdateByLoop, StartsTheRunningQuantileFromTheFirstBatch) {
  RouterConfig config = Config("quantile_gate", 2, 1);
  config.set_quantile(0.5);
  config.set_gate_temperature(0.5);
  ReferenceRouting routing;
  routing.logits = {torch::tensor({2.0, 4.0}, torch::kDouble)};  // gates 1 and 2: the median is 1.5
  const ParameterMap state = {{"threshold", torch::tensor(0.5, torch::kDouble)}};
  EXPECT_EQ(UpdateByLoop(config, state, routing, true).at("threshold").item<double>(), 1.5);
  EXPECT_NEAR(UpdateByLoop(config, state, routing, false).at("threshold").item<double>(), 0.99 * 0.5 + 0.01 * 1.5,
              1e-12);
}

TEST(HasReferenceRouter, KnowsItsKinds) {
  EXPECT_TRUE(HasReferenceRouter("cosine"));
  EXPECT_TRUE(HasReferenceRouter("gshard"));
  EXPECT_FALSE(HasReferenceRouter("soft"));
}

}  // namespace
}  // namespace moebench
