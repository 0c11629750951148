#include "moe_core/losses/ecology_loss.h"

#include <ATen/TensorOperators.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/losses/balance_loss.h"
#include "moe_core/losses/oracle_loss.h"
#include "moe_core/losses/routing_entropy.h"
#include "moe_core/losses/similarity_loss.h"

namespace moebench {
namespace {

struct Case {
  Routing routing;
  EcologyLossInput input;
};

Case RandomCase() {
  torch::manual_seed(6);
  Case c;
  c.routing.num_experts = 4;
  c.routing.logits = torch::randn({9, 4});
  c.routing.mean_probability = c.routing.logits.softmax(1).mean(0);
  c.routing.expert = c.routing.logits.argsort(/*dim=*/int64_t{1}, /*descending=*/true).narrow(1, 0, 2);
  c.routing.weight = torch::full({9, 2}, 0.5f);
  c.input.cross_entropy = torch::tensor(1.25f);
  c.input.expert_loss = torch::rand({9, 4});
  c.input.expert_outputs = torch::randn({9, 4, 3});
  c.input.prototypes = torch::randn({4, 5});
  return c;
}

TEST(EcologyLoss, IsTheWeightedSumOfItsTerms) {
  const Case c = RandomCase();
  EcologyLossConfig config;
  config.set_oracle_weight(0.15);
  config.set_balance_weight(0.4);
  config.set_entropy_weight(0.1);
  config.set_ortho_weight(0.2);
  config.set_diversity_weight(0.01);
  const LossTerms loss = EcologyLoss(config, c.routing, c.input);
  const double expected = 1.25 + 0.15 * OracleLoss(c.routing.logits, c.input.expert_loss, 0.5).item<double>() +
                          0.4 * EcologyBalanceLoss(c.routing).item<double>() -
                          0.1 * RoutingEntropy(c.routing.logits).item<double>() +
                          0.2 * PrototypeOrthogonality(c.input.prototypes).item<double>() +
                          0.01 * ExpertSimilarity(c.input.expert_outputs).item<double>();
  EXPECT_NEAR(loss.total.item<double>(), expected, 1e-6);
  std::vector<std::string> names;
  for (const LossTerm& term : loss.terms) names.push_back(term.name);
  EXPECT_THAT(names, testing::ElementsAre("cross_entropy", "oracle", "balance", "entropy", "ortho", "diversity"));
}

TEST(EcologyLoss, AddsItsTermsInOrder) {
  // The bits of a run hang on the order of these additions.
  const Case c = RandomCase();
  EcologyLossConfig config;
  config.set_ortho_weight(0.2);
  const at::Tensor expected = 1 * c.input.cross_entropy +
                              0.15 * OracleLoss(c.routing.logits, c.input.expert_loss, 0.5) +
                              0.4 * EcologyBalanceLoss(c.routing) + -0.1 * RoutingEntropy(c.routing.logits) +
                              0.2 * PrototypeOrthogonality(c.input.prototypes);
  EXPECT_EQ(EcologyLoss(config, c.routing, c.input).total.item<float>(), expected.item<float>());
}

TEST(EcologyLoss, ZeroWeightTermsAreNotComputed) {
  Case c = RandomCase();
  c.input.expert_loss = c.input.expert_outputs = c.input.prototypes = at::Tensor();
  EcologyLossConfig config;
  config.set_oracle_weight(0);
  config.set_balance_weight(0);
  config.set_entropy_weight(0);
  EXPECT_FALSE(NeedsAllExperts(config));
  const LossTerms loss = EcologyLoss(config, c.routing, c.input);
  EXPECT_EQ(loss.terms.size(), 1u);
  EXPECT_EQ(loss.total.item<float>(), 1.25f);
}

TEST(NeedsAllExperts, ForOracleAndDiversity) {
  EcologyLossConfig config;  // oracle 0.15 by default
  EXPECT_TRUE(NeedsAllExperts(config));
  config.set_oracle_weight(0);
  config.set_diversity_weight(0.01);
  EXPECT_TRUE(NeedsAllExperts(config));
}

}  // namespace
}  // namespace moebench
