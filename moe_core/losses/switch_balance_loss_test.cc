#include "moe_core/losses/switch_balance_loss.h"

#include <ATen/ops/softmax.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

Routing Make(const at::Tensor& expert, const at::Tensor& mean_probability) {
  Routing routing;
  routing.num_experts = mean_probability.size(0);
  routing.expert = expert;
  routing.weight = torch::zeros(expert.sizes(), mean_probability.options());
  routing.mean_probability = mean_probability;
  return routing;
}

TEST(SwitchBalanceLoss, ByHand) {
  // Four tokens of top-1, E = 3, winners 0 0 1 2: f = (1/2, 1/4, 1/4). Probabilities
  //   (.6 .3 .1), (.5 .25 .25), (.2 .7 .1), (.3 .35 .35): P = (1.6, 1.6, .8) / 4 = (.4, .4, .2).
  // 3 (.5 * .4 + .25 * .4 + .25 * .2) = 3 * .35 = 1.05
  const at::Tensor p =
      torch::tensor({{.6, .3, .1}, {.5, .25, .25}, {.2, .7, .1}, {.3, .35, .35}}, torch::kDouble).mean(0);
  const at::Tensor expert = torch::tensor({{0}, {0}, {1}, {2}}, torch::kLong);
  EXPECT_NEAR(SwitchBalanceLoss(Make(expert, p)).item<double>(), 1.05, 1e-12);
}

TEST(SwitchBalanceLoss, IsOneAtUniformRouting) {
  const at::Tensor quarter = torch::full({4}, .25);
  EXPECT_EQ(SwitchBalanceLoss(Make(torch::tensor({{0}, {1}, {2}, {3}}, torch::kLong), quarter)).item<float>(), 1);
  EXPECT_EQ(SwitchBalanceLoss(Make(torch::tensor({{0, 1}, {2, 3}}, torch::kLong), quarter)).item<float>(), 1);
  const at::Tensor third = torch::full({3}, 1. / 3, torch::kDouble);
  EXPECT_NEAR(SwitchBalanceLoss(Make(torch::tensor({{0}, {1}, {2}}, torch::kLong), third)).item<double>(), 1, 1e-15);
}

TEST(SwitchBalanceLoss, IsEWhenOneExpertTakesAll) {
  const Routing routing = Make(torch::full({5, 1}, 1, torch::kLong), torch::tensor({0., 1., 0., 0.}, torch::kDouble));
  EXPECT_EQ(SwitchBalanceLoss(routing).item<double>(), 4);
}

TEST(SwitchBalanceLoss, EmptySlotsAndTokensDoNotCount) {
  // E = 2. Sets {0}, {} and {0, 1}: f = (1.5, .5) / 2; P = (.75, .25): 2 (.75 * .75 + .25 * .25) = 1.25
  const at::Tensor expert = torch::tensor({{0, 2}, {2, 2}, {0, 1}}, torch::kLong);
  EXPECT_NEAR(SwitchBalanceLoss(Make(expert, torch::tensor({.75, .25}, torch::kDouble))).item<double>(), 1.25, 1e-12);
}

TEST(SwitchBalanceLoss, ASingleExpertIsBalanced) {
  EXPECT_EQ(SwitchBalanceLoss(Make(torch::zeros({3, 1}, torch::kLong), torch::ones({1}))).item<float>(), 1);
}

TEST(SwitchBalanceLoss, NoTokensGiveZero) {
  EXPECT_EQ(SwitchBalanceLoss(Make(torch::zeros({0, 2}, torch::kLong), torch::zeros({4}))).item<float>(), 0);
}

TEST(SwitchBalanceLoss, NumericJacobian) {
  const at::Tensor expert = torch::tensor({{0, 1}, {0, 3}, {2, 0}, {3, 3}}, torch::kLong);
  auto loss = [&](const at::Tensor& logits) { return SwitchBalanceLoss(Make(expert, at::softmax(logits, 1).mean(0))); };
  torch::manual_seed(2);
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-7);
}

TEST(SwitchBalanceLoss, NamesTheWeightWhereThereAreNoProbabilities) {
  Routing routing = Make(torch::zeros({3, 1}, torch::kLong), torch::ones({2}));
  routing.mean_probability = at::Tensor();
  try {
    SwitchBalanceLoss(routing);
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_NE(error.msg().find("set switch_balance_weight to 0"), std::string::npos) << error.msg();
  }
}

}  // namespace
}  // namespace moebench
