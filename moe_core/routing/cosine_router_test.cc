#include <google/protobuf/text_format.h>
#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeCosineRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RouterConfig Config(const std::string& text) {
  RouterConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

RouterShape Shape(int64_t dim, int64_t num_hops = 1, int64_t layer_index = 0) {
  RouterShape shape;
  shape.dim = dim;
  shape.layer = "block3";
  shape.layer_index = layer_index;
  shape.num_hops = num_hops;
  return shape;
}

std::shared_ptr<Router> Make(const std::string& text, const RouterShape& shape) {
  const RouterOr router = MakeCosineRouter(Config(text), shape);
  EXPECT_TRUE(router.ok()) << router.status();
  return *router;
}

void Set(Router& router, const std::string& name, const at::Tensor& value) {
  torch::NoGradGuard no_grad;
  router.named_parameters()[name].copy_(value);
}

RouterInput Input(const at::Tensor& x, int64_t hop = 0, const at::Tensor& carry = {}) {
  RouterInput input;
  input.x = x;
  input.hop = hop;
  input.carry = carry;
  return input;
}

// E 3, K 2, D 3, d_s 2, tau 10; the projection drops the third feature, centroids point right, up and left.
constexpr char kSmall[] = "num_experts: 3 top_k: 2 routing_dim: 2 cosine_scale: 10 ";

std::shared_ptr<Router> SmallRouter(const std::string& more = "") {
  std::shared_ptr<Router> router = Make(kSmall + more, Shape(3));
  Set(*router, "projection", torch::tensor({{1.f, 0.f, 0.f}, {0.f, 1.f, 0.f}}));
  Set(*router, "centroids", torch::tensor({{2.f, 0.f}, {0.f, 5.f}, {-1.f, 0.f}}));
  return router;
}

at::Tensor Experts(std::initializer_list<int64_t> one_token) {
  return torch::tensor(std::vector<int64_t>(one_token), torch::kLong).unsqueeze(0);
}

TEST(CosineRouter, ScoresByHand) {
  RouterInput input = Input(torch::tensor({{3.f, 4.f, 7.f}}));
  input.temperature = 2;
  const Routing routing = SmallRouter()->forward(input);
  // W_p x = (3, 4), z = (.6, .8); cosines .6, .8, -.6; times 10 / 2.
  EXPECT_TRUE(torch::allclose(routing.logits, torch::tensor({{3.f, 4.f, -3.f}})));
  EXPECT_TRUE(torch::equal(routing.expert, Experts({1, 0})));
  EXPECT_NEAR(routing.weight[0][0].item<float>(), 0.731059, 1e-5);  // 1 / (1 + e^-1)
  EXPECT_NEAR(routing.weight.sum().item<float>(), 1, 1e-6);
  // e^3 + e^4 + e^-3 = 20.085537 + 54.598150 + 0.049787 = 74.733474, of logarithm 4.313928
  EXPECT_NEAR(routing.log_normalizer[0].item<float>(), 4.313928, 1e-5);
  EXPECT_NEAR(routing.mean_probability[1].item<float>(), 54.598150 / 74.733474, 1e-5);
  EXPECT_EQ(routing.num_experts, 3);
  EXPECT_EQ(routing.capacity, 0);
  EXPECT_FALSE(routing.carry.defined());
}

TEST(CosineRouter, LengthsDoNotMatter) {
  torch::manual_seed(1);
  std::shared_ptr<Router> router = Make("num_experts: 8 top_k: 3 routing_dim: 4", Shape(6));
  const at::Tensor x = torch::randn({20, 6});
  const Routing routing = router->forward(Input(x));
  Set(*router, "centroids", router->named_parameters()["centroids"] * 7);
  EXPECT_TRUE(torch::allclose(router->forward(Input(x * 0.01)).logits, routing.logits, 1e-4, 1e-4));
  EXPECT_LE(routing.logits.abs().max().item<float>(), 30.001);  // tau times a cosine
}

TEST(CosineRouter, TiesGoToTheLowerIndex) {
  std::shared_ptr<Router> router = SmallRouter();
  Set(*router, "centroids", torch::tensor({{-1.f, 0.f}, {0.f, 2.f}, {0.f, 2.f}}));
  EXPECT_TRUE(torch::equal(router->forward(Input(torch::tensor({{0.f, 1.f, 0.f}}))).expert, Experts({1, 2})));
  // No direction at all: every cosine is 0.
  const Routing routing = router->forward(Input(torch::zeros({1, 3})));
  EXPECT_TRUE(torch::equal(routing.expert, Experts({0, 1})));
  EXPECT_TRUE(torch::equal(routing.weight, torch::full({1, 2}, 0.5)));
}

TEST(CosineRouter, SemanticRoutingProjectsEveryHop) {
  const Routing second =
      SmallRouter()->forward(Input(torch::tensor({{-1.f, 0.f, 0.f}}), 1, torch::tensor({{0.f, 1.f}})));
  EXPECT_TRUE(torch::allclose(second.logits, torch::tensor({{-10.f, 0.f, 10.f}})));
}

TEST(CosineRouter, PositionModeKeepsTheFirstPosition) {
  std::shared_ptr<Router> router = SmallRouter("routing_mode: 'position'");
  const Routing first = router->forward(Input(torch::tensor({{3.f, 4.f, 0.f}})));
  EXPECT_TRUE(torch::allclose(first.carry, torch::tensor({{0.6f, 0.8f}})));
  const Routing second = router->forward(Input(torch::tensor({{-9.f, 1.f, 0.f}}), 1, first.carry));
  EXPECT_TRUE(torch::equal(second.logits, first.logits));
  EXPECT_TRUE(torch::equal(second.carry, first.carry));
}

TEST(CosineRouter, KinematicModeMovesThePositionByHand) {
  std::shared_ptr<Router> router = SmallRouter("routing_mode: 'kinematic'");
  Set(*router, "kinematic", torch::tensor({{1.f, 0.f}, {0.f, -1.f}, {9.f, 9.f}}));
  RouterInput input = Input(torch::tensor({{3.f, 4.f, 0.f}}));
  input.temperature = 2;
  const Routing first = router->forward(input);
  // Experts 1 and 0 with weights .731059 and .268941: (.6, .8) + .731059 (0, -1) + .268941 (1, 0) = (.868941, .068941),
  // of length .871672.
  EXPECT_TRUE(torch::allclose(first.carry, torch::tensor({{0.996868f, 0.079091f}}), 1e-4, 1e-5));
  // Hop 1 carries on from there, whatever its x: 10 / 2 times the cosines .996868, .079091, -.996868.
  const Routing second = router->forward(Input(torch::tensor({{-9.f, 0.f, 0.f}}), 1, first.carry));
  EXPECT_TRUE(torch::allclose(second.logits, torch::tensor({{9.96868f, 0.79091f, -9.96868f}}), 1e-4, 1e-4));
  EXPECT_TRUE(torch::equal(second.expert, Experts({0, 1})));
  EXPECT_NEAR(second.carry.norm().item<float>(), 1, 1e-6);
}

TEST(CosineRouter, LaterHopsNeedTheCarry) {
  std::shared_ptr<Router> router = SmallRouter("routing_mode: 'position'");
  EXPECT_THAT(
      [&] {
        router->forward(Input(torch::ones({2, 3}), 1));
      },
      ThrowsMessage<c10::Error>(HasSubstr("layer block3: hop 1 of routing_mode position needs "
                                          "RouterInput::carry [2, 2], got none")));
  EXPECT_THAT(
      [&] {
        router->forward(Input(torch::ones({2, 3}), 1, torch::ones({1, 2})));
      },
      ThrowsMessage<c10::Error>(HasSubstr("got [1, 2]")));
}

TEST(CosineRouter, DecoupledHopsHaveTheirOwnProjections) {
  std::shared_ptr<Router> router = Make(std::string(kSmall) + "decoupled: true kinematic: false", Shape(3, 2));
  Set(*router, "projection",
      torch::tensor({1.f, 0.f, 0.f, 0.f, 1.f, 0.f, /*hop 1*/ 0.f, 1.f, 0.f, 1.f, 0.f, 0.f}).view({2, 2, 3}));
  Set(*router, "centroids", torch::tensor({{2.f, 0.f}, {0.f, 5.f}, {-1.f, 0.f}}));
  const at::Tensor x = torch::tensor({{3.f, 4.f, 7.f}});
  EXPECT_TRUE(torch::allclose(router->forward(Input(x, 0)).logits, torch::tensor({{6.f, 8.f, -6.f}})));
  EXPECT_TRUE(torch::allclose(router->forward(Input(x, 1)).logits, torch::tensor({{8.f, 6.f, -8.f}})));
  EXPECT_THAT([&] { router->forward(Input(x, 2)); },
              ThrowsMessage<c10::Error>(HasSubstr("layer block3 has 2 decoupled projections, asked for hop 2")));
}

TEST(CosineRouter, NoBottleneckRoutesInTheWidthOfTheModel) {
  std::shared_ptr<Router> router = Make("num_experts: 2 top_k: 1 no_bottleneck: true", Shape(3));
  EXPECT_FALSE(router->named_parameters().contains("projection"));
  Set(*router, "centroids", torch::tensor({{0.f, 0.f, 2.f}, {1.f, 0.f, 0.f}}));
  // x / |x| = (2/3, 1/3, 2/3): both cosines are 2/3, and tau is 30.
  const Routing routing = router->forward(Input(torch::tensor({{2.f, 1.f, 2.f}})));
  EXPECT_TRUE(torch::allclose(routing.logits, torch::tensor({{20.f, 20.f}})));
}

TEST(CosineRouter, FrozenIsAFunctionOfTheLayerAlone) {
  const std::string text = "num_experts: 8 top_k: 2 routing_dim: 4 frozen: true kinematic: false";
  torch::manual_seed(1);
  std::shared_ptr<Router> router = Make(text, Shape(6));
  torch::manual_seed(2);
  std::shared_ptr<Router> again = Make(text, Shape(6)), other_layer = Make(text, Shape(6, 1, 1));
  for (const std::string name : {"projection", "centroids"}) {
    const at::Tensor value = router->named_parameters()[name];
    EXPECT_FALSE(value.requires_grad()) << name;
    EXPECT_TRUE(torch::equal(value, again->named_parameters()[name])) << name;
    EXPECT_FALSE(torch::equal(value, other_layer->named_parameters()[name])) << name;
  }
  // Nothing but the seed's own: a trained router's draws do differ.
  std::shared_ptr<Router> trained = Make("num_experts: 8 top_k: 2 routing_dim: 4", Shape(6));
  EXPECT_TRUE(trained->named_parameters()["centroids"].requires_grad());
  EXPECT_FALSE(torch::equal(trained->named_parameters()["centroids"], router->named_parameters()["centroids"]));
  // Features still learn through the weights.
  const at::Tensor x = torch::randn({5, 6}).requires_grad_();
  router->forward(Input(x)).weight.select(1, 0).sum().backward();
  EXPECT_GT(x.grad().abs().sum().item<float>(), 0);
}

// The draws of a release must stay those of the next one: a checkpoint of a run says nothing of its frozen router's
// seed.
TEST(CosineRouter, FrozenDrawsArePinned) {
  std::shared_ptr<Router> router = Make("num_experts: 4 top_k: 2 routing_dim: 2 frozen: true", Shape(4));
  const at::Tensor normal = router->named_parameters()["projection"] * 2;  // divided by sqrt(D) = 2 before
  const at::Tensor pinned = torch::tensor({-0.164286f, 0.852964f, 1.522368f, 0.641945f,  //
                                           0.696126f, -0.804706f, -1.370704f, 0.001139f});
  EXPECT_TRUE(torch::allclose(normal.flatten(), pinned, 0, 1e-5)) << normal;
}

int64_t ParametersOfLayers(const std::string& text, int64_t layers, int64_t num_hops = 1) {
  int64_t total = 0;
  for (int64_t layer = 0; layer < layers; ++layer) {
    for (const at::Tensor& parameter : Make(text, Shape(1024, num_hops, layer))->parameters()) {
      total += parameter.numel();
    }
  }
  return total;
}

TEST(CosineRouter, RoutingParametersOfThePaper) {
  EXPECT_EQ(ParametersOfLayers("num_experts: 1024 top_k: 12", 8), 1572864);
  EXPECT_EQ(ParametersOfLayers("num_experts: 1024 top_k: 4 decoupled: true kinematic: false", 8, 3), 2097152);
  EXPECT_EQ(ParametersOfLayers("num_experts: 1024 top_k: 12 routing_dim: 341", 8), 8380416);
  EXPECT_EQ(ParametersOfLayers("num_experts: 1024 top_k: 12 frozen: true kinematic: false", 8), 1048576);
  EXPECT_EQ(ParametersOfLayers("num_experts: 1024 top_k: 1 kinematic: false", 8), 1048576);
  EXPECT_EQ(ParametersOfLayers("num_experts: 256 top_k: 4 kinematic: false", 4), 327680);
}

TEST(CosineRouter, ParameterNamesAreCheckpointKeys) {
  std::vector<std::string> names;
  for (const auto& item : Make("num_experts: 4", Shape(8))->named_parameters()) names.push_back(item.key());
  EXPECT_THAT(names, testing::ElementsAre("projection", "centroids", "kinematic"));
}

TEST(CosineRouter, FlopsPerToken) {
  // A projection and a score an expert: 64 x 1024 + 1024 x 64 = 131,072 multiply-adds, the paper's "131K".
  EXPECT_EQ(Make("num_experts: 1024 top_k: 12", Shape(1024, 3))->FlopsPerToken(), 2 * 131072);
  EXPECT_EQ(Make("num_experts: 8 top_k: 2 no_bottleneck: true", Shape(16))->FlopsPerToken(), 2 * 8 * 16);
  // Two hops share one projection: a half of 2 x 4 x 16 each, beside 2 x 8 x 4 for the scores.
  EXPECT_EQ(Make("num_experts: 8 top_k: 2 routing_dim: 4 routing_mode: 'position'", Shape(16, 2))->FlopsPerToken(),
            64 + 64);
  // ... and 2 x K x 4 = 16 for the move.
  EXPECT_EQ(Make("num_experts: 8 top_k: 2 routing_dim: 4 routing_mode: 'kinematic'", Shape(16, 2))->FlopsPerToken(),
            64 + 64 + 16);
}

TEST(CosineRouter, RefusesCombinationsWithoutMeaning) {
  const auto refusal = [](const std::string& text) {
    const RouterOr router = MakeCosineRouter(Config("num_experts: 4 " + text), Shape(8, 3));
    EXPECT_EQ(router.status().code(), absl::StatusCode::kInvalidArgument) << text;
    return std::string(router.status().message());
  };
  EXPECT_THAT(refusal("top_k: 5"), HasSubstr("router.top_k is 5 but layer block3 has router.num_experts 4"));
  EXPECT_THAT(refusal("routing_mode: 'kinematic' kinematic: false"), HasSubstr("no vectors to move by"));
  EXPECT_THAT(refusal("decoupled: true no_bottleneck: true"), HasSubstr("router.no_bottleneck for none"));
  EXPECT_THAT(refusal("decoupled: true routing_mode: 'kinematic'"), HasSubstr("needs router.routing_mode semantic"));
  EXPECT_THAT(refusal("decoupled: true routing_mode: 'position'"), HasSubstr("got \"position\""));
  EXPECT_THAT(refusal("routing_mode: 'telepathic'"), HasSubstr("\"telepathic\"; it must be semantic"));
}

TEST(CosineRouter, AllExpertsOneExpertOneTokenNoToken) {
  torch::manual_seed(3);
  const at::Tensor x = torch::randn({1, 8});
  const Routing all = Make("num_experts: 4 top_k: 4", Shape(8))->forward(Input(x));
  EXPECT_TRUE(torch::equal(std::get<0>(all.expert.sort(1)), torch::arange(4).unsqueeze(0)));
  EXPECT_TRUE(torch::allclose(all.weight.sum(), torch::tensor(1.f)));
  EXPECT_TRUE(torch::allclose(std::get<0>(torch::softmax(all.logits, 1).sort(1, true)), all.weight));
  const Routing one = Make("num_experts: 1 top_k: 1", Shape(8))->forward(Input(x));
  EXPECT_TRUE(torch::equal(one.expert, Experts({0})));
  EXPECT_EQ(one.weight.item<float>(), 1);
  const Routing none = Make("num_experts: 4 top_k: 2", Shape(8))->forward(Input(torch::empty({0, 8})));
  EXPECT_EQ(none.expert.sizes(), at::IntArrayRef({0, 2}));
}

TEST(CosineRouter, TrainingAndEvaluationAgreeAndTokensAreIndependent) {
  torch::manual_seed(4);
  std::shared_ptr<Router> router = Make("num_experts: 16 top_k: 3", Shape(8));
  const at::Tensor x = torch::randn({12, 8});
  const Routing training = router->forward(Input(x));
  router->eval();
  const Routing evaluation = router->forward(Input(x));
  EXPECT_TRUE(torch::equal(training.expert, evaluation.expert));
  EXPECT_TRUE(torch::equal(training.weight, evaluation.weight));
  const Routing alone = router->forward(Input(x.slice(0, 5, 6)));
  EXPECT_TRUE(torch::equal(alone.expert, training.expert.slice(0, 5, 6)));
  EXPECT_TRUE(torch::allclose(alone.weight, training.weight.slice(0, 5, 6), 1e-4, 1e-5));
}

TEST(CosineRouter, ComputesInFp32WhateverTheDtype) {
  torch::manual_seed(5);
  std::shared_ptr<Router> router = Make("num_experts: 8 top_k: 2 routing_mode: 'kinematic'", Shape(8));
  router->to(torch::kBFloat16);
  const Routing routing = router->forward(Input(torch::randn({4, 8}).to(torch::kBFloat16)));
  EXPECT_EQ(routing.logits.scalar_type(), torch::kFloat);
  EXPECT_EQ(routing.weight.scalar_type(), torch::kFloat);
  EXPECT_EQ(routing.carry.scalar_type(), torch::kFloat);
}

TEST(CosineRouter, NanIsRefusedNamingLayerAndCount) {
  at::Tensor x = torch::ones({2, 3});
  x[1][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT([&] { SmallRouter()->forward(Input(x)); },
              ThrowsMessage<NonFiniteLogits>(HasSubstr("layer block3: 3 of 6 logits")));
}

// Two kinematic hops: everything a parameter can reach.
at::Tensor TwoHopLoss(Router& router, const at::Tensor& x) {
  const Routing first = router.forward(Input(x));
  const Routing second = router.forward(Input(x, 1, first.carry));
  const at::Tensor slope = torch::arange(1, 3, torch::kDouble);
  return (first.weight * slope).sum() + (second.weight * slope).sum() * 3 + second.log_normalizer.sum() +
         second.mean_probability.square().sum();
}

TEST(CosineRouter, GradientsMatchDifferences) {
  torch::manual_seed(6);
  std::shared_ptr<Router> router =
      Make("num_experts: 5 top_k: 2 routing_dim: 3 cosine_scale: 4 routing_mode: 'kinematic'", Shape(4, 2));
  router->to(torch::kDouble);
  Set(*router, "kinematic", torch::randn({5, 3}, torch::kDouble));
  const at::Tensor x = torch::randn({3, 4}, torch::kDouble);
  EXPECT_LT(GradientError([&](const at::Tensor& value) { return TwoHopLoss(*router, value); }, x), 1e-6);
  for (const std::string name : {"projection", "centroids", "kinematic"}) {
    at::Tensor parameter = router->named_parameters()[name];
    // The loss with `value` in place of the parameter, and the parameter's gradient as that of `value`.
    const auto loss_at = [&](const at::Tensor& value) {
      Set(*router, name, value);
      const at::Tensor loss = TwoHopLoss(*router, x);
      if (!loss.requires_grad()) return loss;
      const at::Tensor gradient = torch::autograd::grad({loss}, {parameter})[0];
      return loss.detach() + ((value - value.detach()) * gradient).sum();
    };
    const at::Tensor original = parameter.detach().clone();
    EXPECT_LT(GradientError(loss_at, original), 1e-6) << name;
    Set(*router, name, original);
  }
}

}  // namespace
}  // namespace moebench
