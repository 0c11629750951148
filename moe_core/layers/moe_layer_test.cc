#include "moe_core/layers/moe_layer.h"

#include <google/protobuf/text_format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr int64_t kDim = 8;

MoeLayerConfig Config(const std::string& router, const std::string& experts) {
  MoeLayerConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(router, &config.router)) << router;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(experts, &config.experts)) << experts;
  return config;
}

MoeShape Shape(int64_t output_dim = 0) {
  MoeShape shape;
  shape.dim = kDim;
  shape.output_dim = output_dim;
  shape.layer = "block.3";
  return shape;
}

MoeLayer Layer(const std::string& router, const std::string& experts, int64_t output_dim = 0) {
  absl::StatusOr<MoeLayer> layer = MakeMoeLayer(Config(router, experts), Shape(output_dim));
  EXPECT_TRUE(layer.ok()) << layer.status();
  return *layer;
}

MoeLayer PrototypeLayer() { return Layer("kind: 'prototype' num_experts: 5 hidden_dim: 6", "kind: 'linear'", 3); }

RouterInput Input(int64_t num_rows) {
  RouterInput input;
  input.x = torch::randn({num_rows, kDim});
  input.position = torch::arange(num_rows);
  input.temperature = 2;
  return input;
}

std::string Refusal(const std::string& router, const std::string& experts, int64_t output_dim = 0) {
  const absl::StatusOr<MoeLayer> layer = MakeMoeLayer(Config(router, experts), Shape(output_dim));
  EXPECT_FALSE(layer.ok());
  return std::string(layer.status().message());
}

TEST(MoeLayer, EqualsAPlainPerTokenLoop) {
  torch::manual_seed(4);
  MoeLayer layer = PrototypeLayer();
  const RouterInput input = Input(11);
  const MoeOutput all = layer->forward(input, /*all_experts=*/true);
  const MoeOutput chosen = layer->forward(input, /*all_experts=*/false);
  const auto parameters = layer->named_parameters();
  for (int64_t t = 0; t < 11; ++t) {
    at::Tensor expected = torch::zeros({3});
    for (int64_t k = 0; k < 2; ++k) {
      const int64_t i = all.routing.expert[t][k].item<int64_t>();
      const at::Tensor y = torch::matmul(parameters["experts.weight"][i], input.x[t]) + parameters["experts.bias"][i];
      expected += all.routing.weight[t][k] * y;
    }
    EXPECT_TRUE(torch::allclose(all.output[t], expected, 1e-5, 1e-5)) << t;
    EXPECT_TRUE(torch::allclose(chosen.output[t], expected, 1e-5, 1e-5)) << t;
  }
  EXPECT_EQ(all.expert_outputs.sizes(), at::IntArrayRef({11, 5, 3}));
  EXPECT_EQ(all.plan.num_experts, 0);
  EXPECT_FALSE(chosen.expert_outputs.defined());
  EXPECT_EQ(chosen.plan.num_experts, 5);
}

// Both paths over everything a slot can be: full, empty (expert choice, GShard's second), dropped (capacity).
TEST(MoeLayer, BothPathsGiveTheSameOutputsAndGradients) {
  const char* const kRouters[] = {
      "kind: 'prototype' num_experts: 5 hidden_dim: 6", "kind: 'expert_choice' num_experts: 5 top_k: 2",
      "kind: 'switch' num_experts: 5 top_k: 1 capacity_factor: 0.5",
      "kind: 'gshard' num_experts: 5 top_k: 2 capacity_factor: 0.5", "kind: 'cosine' num_experts: 5 top_k: 4"};
  for (const std::string& experts : {std::string("kind: 'linear'"), std::string("rank: 2 kind: 'rank'")}) {
    for (const char* router : kRouters) {
      SCOPED_TRACE(std::string(router) + " " + experts);
      torch::manual_seed(5);
      MoeLayer layer = Layer(router, experts);
      RouterInput input = Input(40);
      at::Tensor output[2];
      std::vector<at::Tensor> gradients[2];
      for (const bool all_experts : {false, true}) {
        layer->zero_grad();
        input.x = input.x.detach().clone().requires_grad_();
        output[all_experts] = layer->forward(input, all_experts).output;
        output[all_experts].square().sum().backward();
        gradients[all_experts].push_back(input.x.grad());
        for (const at::Tensor& parameter : layer->parameters()) {
          gradients[all_experts].push_back(parameter.grad().defined() ? parameter.grad().clone()
                                                                      : torch::zeros_like(parameter));
        }
      }
      EXPECT_TRUE(torch::allclose(output[0], output[1], 1e-4, 1e-5));
      for (size_t i = 0; i < gradients[0].size(); ++i) {
        EXPECT_TRUE(torch::allclose(gradients[0][i], gradients[1][i], 1e-3, 1e-4)) << i;
      }
    }
  }
}

TEST(MoeLayer, DroppedTokensGetNothing) {
  torch::manual_seed(6);
  MoeLayer layer = Layer("kind: 'switch' num_experts: 4 top_k: 1 capacity_factor: 0.25", "kind: 'rank'");
  const RouterInput input = Input(32);  // ceil(.25 * 32 / 4) = 2 an expert, so at most 8 of 32 are kept
  for (const bool all_experts : {false, true}) {
    const MoeOutput out = layer->forward(input, all_experts);
    const DropStatistics drops = CountDrops(out.routing, out.plan);
    EXPECT_GE(drops.dropped_tokens, 24);
    const at::Tensor silent = (out.output.abs().sum(1) == 0).sum();
    EXPECT_EQ(silent.item<int64_t>(), drops.dropped_tokens);
  }
}

TEST(MoeLayer, TokensWithoutAnExpertGetNothing) {
  torch::manual_seed(7);
  MoeLayer layer = Layer("kind: 'expert_choice' num_experts: 4 top_k: 1", "kind: 'linear'");
  const RouterInput input = Input(64);
  for (const bool all_experts : {false, true}) {
    const MoeOutput out = layer->forward(input, all_experts);
    const at::Tensor chosen = (out.routing.expert < 4).any(1);
    ASSERT_LT(chosen.sum().item<int64_t>(), 64);
    EXPECT_TRUE(torch::equal(out.output.abs().sum(1) > 0, chosen));
  }
}

TEST(MoeLayer, CompositionsDoNotDependOnThePath) {
  for (const char* composition : {"cross_gated", "grouped_gated", "grouped_silu"}) {
    torch::manual_seed(8);
    MoeLayer layer =
        Layer("kind: 'linear' num_experts: 9 top_k: 8", "kind: 'rank' composition: '" + std::string(composition) + "'");
    const RouterInput input = Input(6);
    const MoeOutput all = layer->forward(input, true);
    EXPECT_TRUE(torch::equal(all.output, layer->forward(input).output)) << composition;
    EXPECT_EQ(all.expert_outputs.sizes(), at::IntArrayRef({6, 9, kDim})) << composition;
  }
}

TEST(MoeLayer, OneTokenAndNone) {
  for (const bool all_experts : {false, true}) {
    MoeLayer layer = PrototypeLayer();
    EXPECT_EQ(layer->forward(Input(1), all_experts).output.sizes(), at::IntArrayRef({1, 3}));
    EXPECT_EQ(layer->forward(Input(0), all_experts).output.sizes(), at::IntArrayRef({0, 3}));
  }
}

TEST(MoeLayer, OneExpertAndAllExperts) {
  torch::manual_seed(9);
  MoeLayer one = Layer("kind: 'dense' num_experts: 1 top_k: 1", "kind: 'linear'");
  const RouterInput input = Input(5);
  const auto parameters = one->named_parameters();
  EXPECT_TRUE(torch::allclose(
      one->forward(input).output,
      torch::matmul(input.x, parameters["experts.weight"][0].t()) + parameters["experts.bias"][0], 1e-5, 1e-6));
  // K = E: the mean of all experts, weighted by the full softmax.
  MoeLayer all = Layer("kind: 'linear' num_experts: 3 top_k: 3", "kind: 'linear'");
  const MoeOutput out = all->forward(input, true);
  const at::Tensor weighted = out.expert_outputs * torch::softmax(out.routing.logits, 1).unsqueeze(2);
  EXPECT_TRUE(torch::allclose(out.output, weighted.sum(1), 1e-5, 1e-6));
}

TEST(MoeLayer, ExpertsComputeInTheInputsDtypeAndRoutersInFloat) {
  torch::manual_seed(10);
  MoeLayer layer = Layer("kind: 'cosine' num_experts: 6 top_k: 4", "kind: 'rank'");
  RouterInput input = Input(7);
  const at::Tensor exact = layer->forward(input).output;
  for (const bool all_experts : {false, true}) {
    input.x = input.x.to(at::kBFloat16);
    const MoeOutput half = layer->forward(input, all_experts);
    EXPECT_EQ(half.output.scalar_type(), at::kBFloat16);
    EXPECT_EQ(half.routing.weight.scalar_type(), at::kFloat);
    input.x = input.x.to(at::kDouble);
    const MoeOutput wide = layer->forward(input, all_experts);
    EXPECT_EQ(wide.output.scalar_type(), at::kDouble);
    EXPECT_EQ(wide.routing.weight.scalar_type(), at::kDouble);
    // Eight bits of mantissa: two roundings of inputs and products of order 1.
    EXPECT_TRUE(torch::allclose(half.output.to(at::kDouble), wide.output, 3e-2, 3e-2));
  }
  EXPECT_EQ(exact.scalar_type(), at::kFloat);
}

TEST(MoeLayer, NumericGradient) {
  torch::manual_seed(11);
  MoeLayerConfig config = Config("kind: 'cosine' num_experts: 6 top_k: 2 cosine_scale: 4", "kind: 'rank' rank: 2");
  config.losses.set_switch_balance_weight(.3);
  config.losses.set_z_loss_weight(.2);
  MoeLayer layer = *MakeMoeLayer(config, Shape());
  layer->to(at::kDouble);
  RouterInput input = Input(5);
  const at::Tensor direction = torch::randn({5, kDim}, at::kDouble), at = torch::randn({5, kDim}, at::kDouble);
  for (const bool all_experts : {false, true}) {
    const auto loss = [&](const at::Tensor& x) {
      input.x = x;
      const MoeOutput out = layer->forward(input, all_experts);
      return (out.output * direction).sum() + out.losses.total;
    };
    EXPECT_LT(GradientError(loss, at), 1e-6);
  }
}

TEST(MoeLayer, LossesAreTheConfiguredOnes) {
  torch::manual_seed(12);
  MoeLayerConfig config = Config("kind: 'linear' num_experts: 4 top_k: 2", "kind: 'rank'");
  const RouterInput input = Input(9);
  EXPECT_FALSE((*MakeMoeLayer(config, Shape()))->forward(input).losses.total.defined());
  config.losses.set_z_loss_weight(.5);
  const MoeOutput out = (*MakeMoeLayer(config, Shape()))->forward(input);
  ASSERT_EQ(out.losses.terms.size(), 1u);
  EXPECT_TRUE(torch::allclose(out.losses.total, .5 * out.routing.log_normalizer.square().mean()));
}

TEST(MoeLayer, CheckpointKeysAndTheOrderOfInitialDraws) {
  MoeLayer layer = PrototypeLayer();
  std::vector<std::string> keys;
  for (const auto& parameter : layer->named_parameters()) keys.push_back(parameter.key());
  EXPECT_THAT(keys, testing::UnorderedElementsAre("router.prototypes", "router.hidden.weight", "router.hidden.bias",
                                                  "router.output.weight", "router.output.bias", "experts.weight",
                                                  "experts.bias"));
  const MoeLayerConfig config = Config("kind: 'linear' num_experts: 4", "kind: 'linear'");
  torch::manual_seed(13);
  const MoeLayer made = *MakeMoeLayer(config, Shape());
  torch::manual_seed(13);
  const std::shared_ptr<Router> router = *MakeLayerRouter(config, Shape());
  const std::shared_ptr<ExpertBank> experts = *MakeLayerExperts(config, Shape(), *router);
  EXPECT_TRUE(torch::equal(made->router()->parameters()[0], router->parameters()[0]));
  EXPECT_TRUE(torch::equal(made->experts()->parameters()[0], experts->parameters()[0]));
}

TEST(MoeLayer, RefusesWhatHasNoMeaning) {
  EXPECT_THAT(Refusal("kind: 'linear' num_experts: 2 top_k: 3", "kind: 'rank'"), HasSubstr("router.top_k is 3"));
  EXPECT_THAT(Refusal("kind: 'linaer'", "kind: 'rank'"), HasSubstr("linear"));
  EXPECT_THAT(Refusal("kind: 'linear'", "kind: 'rnak'"), HasSubstr("rank"));
  EXPECT_THAT(Refusal("kind: 'linear' top_k: 6", "kind: 'rank' composition: 'grouped_silu'"),
              AllOf(HasSubstr("layer block.3 with router.kind \"linear\""), HasSubstr("grouped_silu"),
                    HasSubstr("a multiple of 4; the router fills 6")));
  EXPECT_THAT(Refusal("kind: 'expert_choice' top_k: 4", "kind: 'rank' composition: 'cross_gated'"),
              AllOf(HasSubstr("router.kind \"expert_choice\""), HasSubstr("varies")));
  EXPECT_THAT(Refusal("kind: 'linear'", "kind: 'rank'", /*output_dim=*/3), HasSubstr("3"));
}

TEST(MoeLayer, NonFiniteInputNamesTheLayer) {
  MoeLayer layer = PrototypeLayer();
  RouterInput input = Input(4);
  input.x[2][0] = NAN;
  try {
    layer->forward(input);
    FAIL() << "accepted";
  } catch (const NonFiniteLogits& error) {
    EXPECT_THAT(error.what(), HasSubstr("block.3"));
    EXPECT_THAT(error.what(), HasSubstr("5 of 20"));
  }
}

TEST(MoeCost, ByHand) {
  const MoeLayerConfig config =
      Config("kind: 'cosine' num_experts: 6 top_k: 4 routing_dim: 2 kinematic: false", "kind: 'rank' rank: 3");
  const std::shared_ptr<Router> router = *MakeLayerRouter(config, Shape());
  const std::shared_ptr<ExpertBank> experts = *MakeLayerExperts(config, Shape(), *router);
  const std::vector<stats::PartCost> once = MoeCost(*router, *experts);
  ASSERT_EQ(once.size(), 2u);
  EXPECT_EQ(once[0].part(), "router");
  EXPECT_EQ(once[0].parameters(), 2 * 8 + 6 * 2);
  EXPECT_EQ(once[0].active_parameters(), 2 * 8 + 6 * 2);
  EXPECT_EQ(once[0].flops(), 2 * (2 * 8 + 6 * 2));
  EXPECT_EQ(once[1].part(), "experts");
  EXPECT_EQ(once[1].parameters(), 6 * 2 * 3 * 8);
  EXPECT_EQ(once[1].active_parameters(), 4 * 2 * 3 * 8);
  EXPECT_EQ(once[1].flops(), 4 * experts->FlopsPerAssignment());

  // Three hops meet 12 slots of 6 experts: all of them, and 12 assignments' work.
  const std::vector<stats::PartCost> thrice = MoeCost(*router, *experts, 3);
  EXPECT_EQ(thrice[0].flops(), 3 * once[0].flops());
  EXPECT_EQ(thrice[1].active_parameters(), once[1].parameters());
  EXPECT_EQ(thrice[1].flops(), 3 * once[1].flops());

  // 1.5 experts a token on average.
  const std::vector<stats::PartCost> mean = MoeCost(*router, *experts, 1, 1.5);
  EXPECT_EQ(mean[1].active_parameters(), 3 * 3 * 8);
  EXPECT_EQ(2 * mean[1].flops(), 3 * experts->FlopsPerAssignment());
}

TEST(MoeCost, PoolsOfTheirOwnForEachHop) {
  MoeShape shape = Shape();
  shape.num_hops = 3;
  const MoeLayerConfig config = Config("kind: 'linear' num_experts: 6 top_k: 2", "kind: 'rank' per_hop_pools: true");
  const std::shared_ptr<Router> router = *MakeLayerRouter(config, shape);
  const std::shared_ptr<ExpertBank> experts = *MakeLayerExperts(config, shape, *router);
  const std::vector<stats::PartCost> cost = MoeCost(*router, *experts, 3);
  EXPECT_EQ(cost[1].parameters(), 3 * 6 * 2 * 8);
  EXPECT_EQ(cost[1].active_parameters(), 3 * 2 * 2 * 8);
}

TEST(MoeCost, AVaryingNumberOfExpertsIsExpected) {
  const auto active = [](const std::string& text, double mean_slots = 0) {
    const MoeLayerConfig config = Config("num_experts: 6 top_k: 2 " + text, "kind: 'rank'");
    const std::shared_ptr<Router> router = *MakeLayerRouter(config, Shape());
    const std::shared_ptr<ExpertBank> experts = *MakeLayerExperts(config, Shape(), *router);
    return MoeCost(*router, *experts, 1, mean_slots)[1].active_parameters();
  };
  EXPECT_EQ(active("kind: 'expert_choice'"), 2 * 2 * 8);
  EXPECT_EQ(active("kind: 'gshard'"), 2 * 2 * 8);
  EXPECT_EQ(active("kind: 'quantile_gate' quantile_scope: 'token'"), 2 * 2 * 8);  // 6 - ceil(.7 * 5)
  EXPECT_EQ(active("kind: 'quantile_gate'"), 31);                                 // 16 * (6 * .3 + .7^6) = 30.7
  EXPECT_EQ(active("kind: 'quantile_gate'", 2.5), 40);
}

}  // namespace
}  // namespace moebench
