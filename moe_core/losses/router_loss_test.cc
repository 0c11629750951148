#include "moe_core/losses/router_loss.h"

#include <ATen/ops/logsumexp.h>
#include <ATen/ops/softmax.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/losses/importance_loss.h"
#include "moe_core/losses/load_loss.h"
#include "moe_core/losses/router_z_loss.h"
#include "moe_core/losses/switch_balance_loss.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What noisy top-2 of 3 returns for these logits, with unit noise deviation.
Routing NoisyTop2(const at::Tensor& logits, const at::Tensor& noise) {
  Routing routing;
  routing.num_experts = 3;
  routing.logits = logits;
  routing.noisy_logits = logits + noise;
  routing.noise_stddev = torch::ones_like(logits);
  const TopK top = SelectTopK(routing.noisy_logits, 2);
  routing.expert = top.index;
  routing.weight = at::softmax(top.value, 1);
  routing.log_normalizer = at::logsumexp(logits, {1});
  routing.mean_probability = at::softmax(logits, 1).mean(0);
  return routing;
}

Routing FourTokens() {
  torch::manual_seed(8);
  return NoisyTop2(torch::randn({4, 3}, torch::kDouble), torch::randn({4, 3}, torch::kDouble));
}

RouterLossConfig AllTerms() {
  RouterLossConfig config;
  config.set_switch_balance_weight(0.01);
  config.set_z_loss_weight(1e-3);
  config.set_importance_weight(0.1);
  config.set_load_weight(0.2);
  return config;
}

std::vector<std::string> Names(const LossTerms& loss) {
  std::vector<std::string> names;
  for (const LossTerm& term : loss.terms) names.push_back(term.name);
  return names;
}

TEST(RouterLoss, IsTheWeightedSumOfItsTerms) {
  const Routing routing = FourTokens();
  EXPECT_THAT(Names(RouterLoss(AllTerms(), routing, /*training=*/false)),
              ElementsAre("switch_balance", "z_loss", "importance"));
  const LossTerms loss = RouterLoss(AllTerms(), routing);
  EXPECT_THAT(Names(loss), ElementsAre("switch_balance", "z_loss", "importance", "load"));
  const double expected = 0.01 * SwitchBalanceLoss(routing).item<double>() +
                          1e-3 * RouterZLoss(routing.log_normalizer).item<double>() +
                          0.1 * ImportanceLoss(routing).item<double>() + 0.2 * LoadLoss(routing).item<double>();
  EXPECT_NEAR(loss.total.item<double>(), expected, 1e-12);
}

TEST(RouterLoss, TermsOfWeightZeroAreNotComputed) {
  Routing routing = FourTokens();
  routing.log_normalizer = routing.noisy_logits = routing.noise_stddev = at::Tensor();
  RouterLossConfig config;
  EXPECT_THAT(RouterLoss(config, routing).terms, IsEmpty());
  EXPECT_FALSE(RouterLoss(config, routing).total.defined());
  config.set_importance_weight(0.1);
  EXPECT_THAT(Names(RouterLoss(config, routing)), ElementsAre("importance"));
}

TEST(RouterLoss, NumericJacobian) {
  torch::manual_seed(9);
  const at::Tensor noise = torch::randn({4, 3}, torch::kDouble);
  auto loss = [&](const at::Tensor& logits) { return RouterLoss(AllTerms(), NoisyTop2(logits, noise)).total; };
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-7);
}

TEST(RouterLoss, NoTokensGiveZero) {
  Routing routing;  // as Router answers T = 0
  routing.num_experts = 3;
  routing.expert = torch::zeros({0, 2}, torch::kLong);
  routing.weight = torch::zeros({0, 2});
  routing.log_normalizer = torch::zeros({0});
  routing.mean_probability = torch::zeros({3});
  const LossTerms loss = RouterLoss(AllTerms(), routing);
  EXPECT_EQ(loss.terms.size(), 4u);
  EXPECT_EQ(loss.total.item<float>(), 0);
}

TEST(RouterLoss, NamesTheFieldOfATermThatTheRoutingCannotServe) {
  Routing routing = FourTokens();
  routing.mean_probability = routing.log_normalizer = routing.noisy_logits = routing.noise_stddev = at::Tensor();
  RouterLossConfig balance, z_loss, load;
  balance.set_switch_balance_weight(0.01);
  z_loss.set_z_loss_weight(1e-3);
  load.set_load_weight(0.1);
  const std::vector<std::pair<RouterLossConfig, std::string>> cases = {
      {balance, "set switch_balance_weight to 0"}, {z_loss, "set z_loss_weight to 0"}, {load, "set load_weight to 0"}};
  for (const auto& [config, message] : cases) {
    try {
      RouterLoss(config, routing);
      FAIL() << "accepted; expected: " << message;
    } catch (const c10::Error& error) {
      EXPECT_THAT(error.msg(), HasSubstr(message));
    }
  }
}

TEST(DefaultRouterLosses, OfEachBaseline) {
  const RouterLossConfig noisy = DefaultRouterLosses("noisy_top_k");
  EXPECT_EQ(noisy.importance_weight(), 0.1);
  EXPECT_EQ(noisy.load_weight(), 0.1);
  EXPECT_FALSE(noisy.has_switch_balance_weight() || noisy.has_z_loss_weight());
  for (const char* kind : {"switch", "gshard", "sigmoid", "linear"}) {
    const RouterLossConfig config = DefaultRouterLosses(kind);
    EXPECT_EQ(config.switch_balance_weight(), 0.01) << kind;
    EXPECT_FALSE(config.has_importance_weight() || config.has_load_weight()) << kind;
  }
  EXPECT_EQ(DefaultRouterLosses("linear").z_loss_weight(), 1e-3);
  EXPECT_FALSE(DefaultRouterLosses("switch").has_z_loss_weight());
  EXPECT_EQ(DefaultRouterLosses("cosine").switch_balance_weight(), 0.05);
}

TEST(DefaultRouterLosses, NoneWhereTheRouterBalancesByItselfOrHasItsOwn) {
  for (const char* kind :
       {"loss_free", "expert_choice", "hash", "dense", "prototype", "quantile_gate", "fixed_gate", "mine"}) {
    EXPECT_THAT(RouterLoss(DefaultRouterLosses(kind), Routing()).terms, IsEmpty()) << kind;
  }
}

}  // namespace
}  // namespace moebench
