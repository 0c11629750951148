#include "moe_core/layers/reference_layer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <cmath>

namespace moebench {
namespace {

using ::testing::ElementsAre;

at::Tensor Scalar(double value) { return torch::tensor(value, torch::kDouble); }
double Logistic(double v) { return 1 / (1 + std::exp(-v)); }

// Two tokens that want expert 0 first and expert 1 second, and one that wants expert 1 first and 0 second.
ReferenceRouting Crowd() {
  ReferenceRouting routing;
  for (const int64_t first : {0, 0, 1}) {
    routing.slots.push_back({{first, Scalar(0.75)}, {1 - first, Scalar(0.25)}});
    routing.probability.push_back(torch::tensor({0.5, 0.5}, torch::kDouble));
  }
  return routing;
}

TEST(KeptByLoop, TakesTokensInOrder) {
  ReferenceRouting routing = Crowd();
  routing.capacity = 2;
  EXPECT_THAT(KeptByLoop(routing, 2),
              ElementsAre(ElementsAre(true, true), ElementsAre(true, true), ElementsAre(false, false)));
}

TEST(KeptByLoop, TakesFirstChoicesBeforeSecondOnes) {
  ReferenceRouting routing = Crowd();
  routing.capacity = 2;
  routing.first_choices_first = true;
  // Expert 0 takes the first choices of tokens 0 and 1; expert 1 that of token 2, then token 0's second.
  EXPECT_THAT(KeptByLoop(routing, 2),
              ElementsAre(ElementsAre(true, true), ElementsAre(true, false), ElementsAre(true, false)));
}

MoeLayerConfig StaticLayer(const std::string& composition) {
  MoeLayerConfig config;
  config.router.set_num_experts(4);
  config.router.set_top_k(4);
  config.experts.set_kind("static");
  config.experts.set_composition(composition);
  return config;
}

// One token, slots 3 2 1 0 of equal weight; experts are the vectors 4, 8, 12, 16 of width 1.
double OutputOfFour(const std::string& composition) {
  const ParameterMap parameter = {{"experts.vector", torch::tensor({{4.0}, {8.0}, {12.0}, {16.0}}, torch::kDouble)}};
  ReferenceRouting routing;
  routing.slots = {{{3, Scalar(0.25)}, {2, Scalar(0.25)}, {1, Scalar(0.25)}, {0, Scalar(0.25)}}};
  routing.probability = {torch::full({4}, 0.25, torch::kDouble)};
  ReferenceInput input;
  input.x = torch::zeros({1, 1}, torch::kDouble);
  return LayerByLoop(StaticLayer(composition), parameter, input, routing).output.item<double>();
}

TEST(LayerByLoop, CompositionsByHand) {
  // w_i E_i by slot: 4, 3, 2, 1.
  EXPECT_NEAR(OutputOfFour("sum"), 10, 1e-12);
  EXPECT_NEAR(OutputOfFour("cross_gated"), 7 * Logistic(3), 1e-12);
  EXPECT_NEAR(OutputOfFour("grouped_gated"), 7 * Logistic(3), 1e-12);
  EXPECT_NEAR(OutputOfFour("grouped_silu"), 10 * Logistic(10), 1e-12);
}

TEST(LayerByLoop, ATokenWithoutExpertsGetsZero) {
  ReferenceRouting routing;
  routing.slots = {{}};
  routing.probability = {torch::full({4}, 0.25, torch::kDouble)};
  ReferenceInput input;
  input.x = torch::ones({1, 2}, torch::kDouble);
  const ParameterMap parameter = {{"experts.vector", torch::ones({4, 2}, torch::kDouble)}};
  EXPECT_TRUE(at::equal(LayerByLoop(StaticLayer("sum"), parameter, input, routing).output,
                        torch::zeros({1, 2}, torch::kDouble)));
}

TEST(LayerByLoop, LossesByHand) {
  MoeLayerConfig config = StaticLayer("sum");
  config.router.set_num_experts(2);
  config.router.set_top_k(2);
  config.losses.set_switch_balance_weight(2);
  config.losses.set_importance_weight(1);
  config.losses.set_z_loss_weight(1);
  ReferenceRouting routing = Crowd();
  for (int t = 0; t < 3; ++t) routing.logits.push_back(torch::zeros({2}, torch::kDouble));
  ReferenceInput input;
  input.x = torch::ones({3, 1}, torch::kDouble);
  const ReferenceOutput out =
      LayerByLoop(config, {{"experts.vector", torch::ones({2, 1}, torch::kDouble)}}, input, routing);
  // f = P = (1/2, 1/2): 2 (1/4 + 1/4). Importance 1.75 and 1.25: variance 1/16 over mean^2 2.25. z: (ln 2)^2.
  EXPECT_NEAR(out.terms.at("switch_balance").item<double>(), 1, 1e-12);
  EXPECT_NEAR(out.terms.at("importance").item<double>(), 1.0 / 36, 1e-12);
  EXPECT_NEAR(out.terms.at("z_loss").item<double>(), std::pow(std::log(2.0), 2), 1e-12);
  EXPECT_NEAR(out.total.item<double>(), 2 + 1.0 / 36 + std::pow(std::log(2.0), 2), 1e-12);
}

TEST(LayerByLoop, LoadByHand) {
  MoeLayerConfig config = StaticLayer("sum");
  config.router.set_num_experts(2);
  config.router.set_top_k(1);
  config.losses.set_load_weight(1);
  ReferenceRouting routing;
  routing.slots = {{{0, Scalar(1)}}};
  routing.probability = {torch::full({2}, 0.5, torch::kDouble)};
  routing.logits = {torch::tensor({1.0, 0.0}, torch::kDouble)};
  routing.noisy = {torch::tensor({2.0, 0.0}, torch::kDouble)};
  routing.stddev = {torch::ones({2}, torch::kDouble)};
  ReferenceInput input;
  input.x = torch::ones({1, 1}, torch::kDouble);
  const double loss = LayerByLoop(config, {{"experts.vector", torch::ones({2, 1}, torch::kDouble)}}, input, routing)
                          .terms.at("load")
                          .item<double>();
  // Expert 0 against the other's noisy 0: Phi(1) = .841345; expert 1 against the other's noisy 2: Phi(-2) = .022750.
  const double a = 0.8413447460685429, b = 0.0227501319481792, mean = (a + b) / 2;
  EXPECT_NEAR(loss, (a - mean) * (a - mean) / (mean * mean), 1e-12);
}

TEST(PartOf, TakesThePrefixOff) {
  const ParameterMap part = PartOf({{"router.weight", Scalar(1)}, {"experts.weight", Scalar(2)}}, "router.");
  ASSERT_EQ(part.size(), 1);
  EXPECT_EQ(part.at("weight").item<double>(), 1);
}

}  // namespace
}  // namespace moebench
