#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeQuantileGateRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterShape Shape(int64_t dim) {
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "ffn.0";
  return shape;
}

RouterConfig Config(int num_experts, const std::string& scope, double quantile, double noise = 0) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_quantile_scope(scope);
  config.set_quantile(quantile);
  config.set_gate_noise(noise);
  return config;
}

// A router whose gates are its input.
std::shared_ptr<Router> IdentityGate(const RouterConfig& config) {
  const std::shared_ptr<Router> router = MakeQuantileGateRouter(config, Shape(config.num_experts())).value();
  torch::NoGradGuard no_grad;
  router->named_parameters()["weight"].copy_(torch::eye(config.num_experts()));
  return router;
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return input;
}

at::Tensor Slots(std::initializer_list<std::initializer_list<int64_t>> rows) {
  std::vector<at::Tensor> list;
  for (const auto& row : rows) list.push_back(torch::tensor(std::vector<int64_t>(row)));
  return torch::stack(list);
}

at::Tensor SlotCounts(const Routing& routing) { return (routing.expert < routing.num_experts).sum(1); }

TEST(QuantileGateRouter, LayerScopeByHand) {
  const std::shared_ptr<Router> router = IdentityGate(Config(3, "layer", .5));
  // Nine gates 0, 1, ... 8; the median is 4. The last token reaches it nowhere and keeps its arg-max.
  const Routing routing = router->forward(Input(torch::tensor({{8.f, 4.f, 5.f}, {3.f, 7.f, 6.f}, {2.f, 0.f, 1.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, Slots({{0, 2, 1}, {1, 2, 3}, {0, 3, 3}})));
  // T = .5. softmax(16, 10, 8) = .997194, .002472, .000335; softmax(14, 12) = .880797, .119203.
  const at::Tensor weight = torch::tensor({{.997194f, .002472f, .000335f}, {.880797f, .119203f, 0.f}, {1.f, 0.f, 0.f}});
  EXPECT_TRUE(torch::allclose(routing.weight, weight, 1e-4, 1e-6)) << routing.weight;
  EXPECT_EQ(routing.observation.item<float>(), 4);
  EXPECT_EQ(routing.num_experts, 3);
  // logsumexp(6, 14, 12) = 14 + log(1 + e^-2 + e^-8) = 14.127220
  EXPECT_NEAR(routing.log_normalizer[1].item<float>(), 14.127220, 1e-4);
  EXPECT_EQ(router->FixedSlots(), 0);
  EXPECT_EQ(router->FlopsPerToken(), 2 * 3 * 3);
}

TEST(QuantileGateRouter, TokenScopeByHand) {
  const std::shared_ptr<Router> router = IdentityGate(Config(4, "token", .5));
  // Position .5 * 3 = 1.5: the third smallest of each token and all above it. Equal gates are selected together.
  const at::Tensor x = torch::tensor({{1.f, 3.f, 4.f, 2.f}, {5.f, 5.f, 0.f, 5.f}, {10.f, -9.f, -8.f, 9.f}});
  const Routing routing = router->forward(Input(x));
  EXPECT_TRUE(torch::equal(routing.expert, Slots({{2, 1, 4}, {0, 1, 3}, {0, 3, 4}})));
  EXPECT_NEAR(routing.weight[0][0].item<float>(), .880797, 1e-5);  // softmax(8, 6)
  EXPECT_NEAR(routing.weight[1][2].item<float>(), 1.0 / 3, 1e-6);
  EXPECT_FALSE(routing.observation.defined());
}

TEST(QuantileGateRouter, TokenScopeComparesWithToleranceAtWholePositions) {
  // .7 * 10 and (.1 + .1 + .1) * 10 are whole in arithmetic, the second not in floating point. 11 - 7 and 11 - 3.
  for (const auto& [quantile, count] : {std::pair{.7, 4}, {.1 + .1 + .1, 8}}) {
    const std::shared_ptr<Router> router = IdentityGate(Config(11, "token", quantile));
    torch::manual_seed(1);
    EXPECT_TRUE(SlotCounts(router->forward(Input(torch::randn({100, 11})))).eq(count).all().item<bool>()) << quantile;
  }
}

TEST(QuantileGateRouter, ExtremeQuantiles) {
  torch::manual_seed(2);
  const at::Tensor x = torch::randn({20, 5});
  for (const std::string scope : {"layer", "token"}) {
    EXPECT_TRUE(SlotCounts(IdentityGate(Config(5, scope, 0))->forward(Input(x))).eq(5).all().item<bool>()) << scope;
    const Routing greedy = IdentityGate(Config(5, scope, 1))->forward(Input(x));
    EXPECT_TRUE(torch::equal(greedy.expert, x.argmax(1, /*keepdim=*/true))) << scope;
    EXPECT_TRUE(greedy.weight.eq(1).all().item<bool>()) << scope;
  }
}

TEST(QuantileGateRouter, EqualGatesGoToAllInIndexOrder) {
  for (const std::string scope : {"layer", "token"}) {
    const Routing routing = IdentityGate(Config(4, scope, .7))->forward(Input(torch::ones({2, 4})));
    EXPECT_TRUE(torch::equal(routing.expert, Slots({{0, 1, 2, 3}, {0, 1, 2, 3}}))) << scope;
  }
  // A tie at the maximum above the threshold.
  const Routing routing = IdentityGate(Config(3, "token", .9))->forward(Input(torch::tensor({{1.f, 2.f, 2.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, Slots({{1, 2}})));
}

TEST(QuantileGateRouter, ASingleExpertTakesEveryToken) {
  for (const std::string scope : {"layer", "token"}) {
    const Routing routing = IdentityGate(Config(1, scope, .7))->forward(Input(torch::tensor({{3.f}, {-3.f}})));
    EXPECT_TRUE(torch::equal(routing.expert, Slots({{0}, {0}}))) << scope;
    EXPECT_TRUE(routing.weight.eq(1).all().item<bool>()) << scope;
  }
}

TEST(QuantileGateRouter, RunningQuantileStartsFromTheFirstBatchAndMoves) {
  RouterConfig config = Config(2, "layer", .5);
  config.set_quantile_momentum(.75);
  const std::shared_ptr<Router> router = IdentityGate(config);
  const at::Tensor& threshold = router->named_buffers()["threshold"];
  // Gates 1, 2, 3, 4: q = 2.5.
  router->Update(router->forward(Input(torch::tensor({{1.f, 2.f}, {3.f, 4.f}}))).observation);
  EXPECT_DOUBLE_EQ(threshold.item<double>(), 2.5);
  // Gates 6, 6: .75 * 2.5 + .25 * 6 = 3.375.
  router->Update(router->forward(Input(torch::tensor({{6.f, 6.f}}))).observation);
  EXPECT_DOUBLE_EQ(threshold.item<double>(), 3.375);
  EXPECT_EQ(router->named_buffers()["batches"].item<int64_t>(), 2);
  router->Update(at::Tensor());  // a batch without tokens has nothing to teach
  EXPECT_EQ(router->named_buffers()["batches"].item<int64_t>(), 2);
  router->eval();
  const Routing routing = router->forward(Input(torch::tensor({{5.f, 3.375f}, {3.f, 3.25f}})));
  EXPECT_TRUE(torch::equal(routing.expert, Slots({{0, 1}, {1, 2}})));
  EXPECT_FALSE(routing.observation.defined());
}

TEST(QuantileGateRouter, NoTokenInfluencesAnotherInEvaluation) {
  torch::manual_seed(3);
  const at::Tensor x = torch::randn({64, 6});
  const std::shared_ptr<Router> router = IdentityGate(Config(6, "layer", .7));
  for (const bool learned : {false, true}) {
    router->train();
    if (learned) router->Update(router->forward(Input(torch::randn({64, 6}))).observation);
    router->eval();
    const Routing together = router->forward(Input(x));
    for (int64_t token = 0; token < 64; ++token) {
      const Routing alone = router->forward(Input(x.narrow(0, token, 1)));
      const int64_t count = SlotCounts(alone).item<int64_t>();
      EXPECT_EQ(SlotCounts(together)[token].item<int64_t>(), count);
      EXPECT_TRUE(torch::equal(together.expert[token].narrow(0, 0, count), alone.expert[0]));
      EXPECT_TRUE(torch::equal(together.weight[token].narrow(0, 0, count), alone.weight[0]));
    }
  }
}

TEST(QuantileGateRouter, EvaluationBeforeAnyTrainingUsesTokenScope) {
  torch::manual_seed(4);
  const at::Tensor x = torch::randn({30, 8});
  const std::shared_ptr<Router> layer = IdentityGate(Config(8, "layer", .7));
  const std::shared_ptr<Router> token = IdentityGate(Config(8, "token", .7));
  layer->eval();
  token->eval();
  EXPECT_TRUE(torch::equal(layer->forward(Input(x)).expert, token->forward(Input(x)).expert));
}

TEST(QuantileGateRouter, StateRestoredFromBuffersRoutesTheSame) {
  torch::manual_seed(5);
  const at::Tensor x = torch::randn({40, 5});
  const std::shared_ptr<Router> trained = IdentityGate(Config(5, "layer", .6)), fresh = IdentityGate(trained->config());
  for (int step = 0; step < 3; ++step) trained->Update(trained->forward(Input(torch::randn({16, 5}))).observation);
  trained->eval();
  fresh->eval();
  ASSERT_FALSE(torch::equal(trained->forward(Input(x)).expert, fresh->forward(Input(x)).expert));
  for (const auto& buffer : trained->named_buffers()) fresh->named_buffers()[buffer.key()].copy_(buffer.value());
  EXPECT_TRUE(torch::equal(trained->forward(Input(x)).expert, fresh->forward(Input(x)).expert));
}

TEST(QuantileGateRouter, NoiseSelectsInTrainingWhileLossesAndObservationReadCleanGates) {
  const std::shared_ptr<Router> router = IdentityGate(Config(4, "layer", .5, /*noise=*/10));
  RouterInput input = Input(torch::tensor({{4.f, 3.f, 2.f, 1.f}}).repeat({100, 1}));
  input.key = 5;
  const Routing noisy = router->forward(input);
  EXPECT_TRUE(torch::equal(noisy.expert, router->forward(input).expert));
  EXPECT_TRUE(torch::equal(noisy.logits, input.x / .5));
  EXPECT_EQ(noisy.observation.item<float>(), 2.5f);  // between the hundred 2s and the hundred 3s
  EXPECT_GT(SlotCounts(noisy).max().item<int64_t>(), SlotCounts(noisy).min().item<int64_t>());
  const at::Tensor descending = noisy.weight.slice(1, 0, -1) >= noisy.weight.slice(1, 1);
  EXPECT_TRUE(descending.all().item<bool>());
  input.key = 6;
  EXPECT_FALSE(torch::equal(noisy.expert.slice(1, 0, 1), router->forward(input).expert.slice(1, 0, 1)));
  router->eval();
  EXPECT_TRUE(router->forward(input).expert.eq(torch::tensor({0, 1}, torch::kLong)).all().item<bool>());
}

// Where no gate is at the threshold, a small step changes no selection.
TEST(QuantileGateRouter, NumericJacobian) {
  torch::manual_seed(6);
  for (const std::string scope : {"layer", "token"}) {
    const std::shared_ptr<Router> router = IdentityGate(Config(4, scope, .55, .1));
    const at::Tensor direction = torch::randn({6, 4}, torch::kDouble);
    auto loss = [&](const at::Tensor& x) {
      const Routing routing = router->forward(Input(x));
      return (routing.weight * direction.slice(1, 0, routing.weight.size(1))).sum();
    };
    EXPECT_LT(GradientError(loss, torch::randn({6, 4}, torch::kDouble)), 1e-6) << scope;
  }
}

TEST(QuantileGateRouter, EdgesOfTheInput) {
  const std::shared_ptr<Router> router = IdentityGate(Config(3, "layer", .7));
  const Routing empty = router->forward(Input(torch::zeros({0, 3})));
  EXPECT_EQ(empty.expert.size(0), 0);
  EXPECT_FALSE(empty.observation.defined());
  EXPECT_THAT(
      [&] {
        router->forward(Input(torch::tensor({{1.f, INFINITY, 0.f}})));
      },
      ThrowsMessage<NonFiniteLogits>(HasSubstr("ffn.0: 3 of 3 logits")));
  EXPECT_EQ(router->forward(Input(torch::ones({2, 3}, torch::kBFloat16))).weight.scalar_type(), torch::kFloat);
  EXPECT_EQ(router->forward(Input(torch::ones({2, 3}, torch::kDouble))).weight.scalar_type(), torch::kDouble);
}

TEST(QuantileGateRouter, RandomWarmUpNeedsNoMoreExpertsThanThereAre) {
  const std::shared_ptr<Router> router = IdentityGate(Config(1, "layer", .7));  // top_k is 2 by default
  RouterInput input = Input(torch::ones({3, 1}));
  input.random_dispatch = true;
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.expert, Slots({{0}, {0}, {0}})));
  EXPECT_TRUE(routing.observation.defined());
}

TEST(QuantileGateRouter, RefusesAnUnknownScope) {
  EXPECT_THAT(MakeQuantileGateRouter(Config(3, "batch", .7), Shape(3)).status().message(),
              HasSubstr("router.quantile_scope is \"batch\""));
}

}  // namespace
}  // namespace moebench
