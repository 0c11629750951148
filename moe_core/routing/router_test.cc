#include "moe_core/routing/router.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// The features are the scores.
class PlainRouter : public Router {
 public:
  using Router::Router;
  int64_t FlopsPerToken() const override { return 0; }

 protected:
  Routing Route(const RouterInput& input) override {
    Routing routing = TopKOfLogits(input.x / input.temperature, config().top_k());
    routing.capacity = 7;
    return routing;
  }
};

PlainRouter Make(int64_t num_experts, int64_t top_k, const std::string& layer = "moe", int64_t layer_index = 0) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  RouterShape shape;
  shape.dim = num_experts;
  shape.layer = layer;
  shape.layer_index = layer_index;
  return PlainRouter(config, shape);
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return input;
}

TEST(Router, TopKOfLogitsByHand) {
  const at::Tensor x = torch::tensor({{1.f, 3.f, 2.f}, {0.f, 0.f, 0.f}});
  const Routing routing = Make(3, 2).forward(Input(x));
  EXPECT_EQ(routing.num_experts, 3);
  EXPECT_TRUE(torch::equal(routing.logits, x));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 2}, {0, 1}}, torch::kLong)));
  EXPECT_TRUE(torch::allclose(routing.weight, torch::tensor({{0.731059f, 0.268941f}, {0.5f, 0.5f}})));
  // log(e + e^3 + e^2) = log(30.192875), log 3
  EXPECT_TRUE(torch::allclose(routing.log_normalizer, torch::tensor({3.407606f, 1.098612f})));
  // (e / 30.192875 + 1/3) / 2, (e^3 / 30.192875 + 1/3) / 2, (e^2 / 30.192875 + 1/3) / 2
  EXPECT_TRUE(torch::allclose(routing.mean_probability, torch::tensor({0.211682f, 0.499287f, 0.289031f})));
}

TEST(Router, NoTokens) {
  PlainRouter router = Make(5, 2);
  for (bool random_dispatch : {false, true}) {
    RouterInput input = Input(torch::empty({0, 5}, torch::kBFloat16));
    input.random_dispatch = random_dispatch;
    input.carry = torch::empty({0, 3});
    const Routing routing = router.forward(input);
    EXPECT_EQ(routing.num_experts, 5);
    EXPECT_EQ(routing.expert.sizes(), at::IntArrayRef({0, 2}));
    EXPECT_EQ(routing.expert.scalar_type(), torch::kLong);
    EXPECT_EQ(routing.weight.sizes(), at::IntArrayRef({0, 2}));
    EXPECT_EQ(routing.weight.scalar_type(), torch::kFloat);
    EXPECT_EQ(routing.logits.sizes(), at::IntArrayRef({0, 5}));
    EXPECT_EQ(routing.log_normalizer.sizes(), at::IntArrayRef({0}));
    EXPECT_TRUE(torch::equal(routing.mean_probability, torch::zeros({5})));
    EXPECT_TRUE(routing.carry.is_same(input.carry));
  }
}

TEST(Router, NonFiniteLogitsNameTheLayerAndTheCount) {
  at::Tensor x = torch::zeros({2, 4});
  x[0][1] = NAN;
  x[1][0] = INFINITY;
  x[1][3] = -INFINITY;
  EXPECT_THAT([&] { Make(4, 2, "block7").forward(Input(x)); },
              ThrowsMessage<NonFiniteLogits>("router of layer block7: 3 of 8 logits are NaN or infinite"));
}

TEST(Router, NonFiniteLogitsAreRefusedDuringWarmUpToo) {
  RouterInput input = Input(torch::full({1, 4}, NAN));
  input.random_dispatch = true;
  EXPECT_THROW(Make(4, 2).forward(input), NonFiniteLogits);
}

TEST(Router, RefusesAWrongWidthOrRank) {
  PlainRouter router = Make(4, 2, "block2");
  EXPECT_THAT(
      [&] {
        router.forward(Input(torch::ones({3, 5})));
      },
      ThrowsMessage<c10::Error>(AllOf(HasSubstr("router of layer block2 needs x [T, 4]"), HasSubstr("[3, 5]"))));
  EXPECT_THROW(router.forward(Input(torch::ones({4}))), c10::Error);
  EXPECT_THROW(router.forward(Input(torch::ones({0, 5}))), c10::Error);
}

TEST(Router, RefusesATemperatureThatIsNotPositive) {
  PlainRouter router = Make(4, 2);
  for (double temperature : {0.0, -1.0, std::nan("")}) {
    RouterInput input = Input(torch::ones({1, 4}));
    input.temperature = temperature;
    EXPECT_THAT([&] { router.forward(input); }, ThrowsMessage<c10::Error>(HasSubstr("must be positive")));
  }
}

TEST(Router, ComputesInFloatOrInDoubleWhereTheInputIs) {
  torch::manual_seed(1);
  PlainRouter router = Make(6, 3);
  const at::Tensor x = torch::randn({20, 6}).to(torch::kBFloat16);
  const Routing narrow = router.forward(Input(x)), wide = router.forward(Input(x.to(torch::kFloat)));
  EXPECT_EQ(narrow.weight.scalar_type(), torch::kFloat);
  EXPECT_EQ(narrow.logits.scalar_type(), torch::kFloat);
  EXPECT_TRUE(torch::equal(narrow.weight, wide.weight));
  EXPECT_TRUE(torch::equal(narrow.expert, wide.expert));
  EXPECT_EQ(router.forward(Input(x.to(torch::kHalf))).weight.scalar_type(), torch::kFloat);
  const Routing exact = router.forward(Input(x.to(torch::kDouble)));
  EXPECT_EQ(exact.weight.scalar_type(), torch::kDouble);
  EXPECT_EQ(exact.logits.scalar_type(), torch::kDouble);
}

RouterInput WarmUp(uint64_t key, int64_t hop) {
  RouterInput input = Input(torch::zeros({40, 8}));
  input.random_dispatch = true;
  input.key = key;
  input.hop = hop;
  return input;
}

TEST(Router, WarmUpDrawsDistinctExpertsOfEqualWeight) {
  const Routing routing = Make(8, 3).forward(WarmUp(1, 0));
  EXPECT_EQ(routing.expert.sizes(), at::IntArrayRef({40, 3}));
  EXPECT_TRUE(routing.expert.ge(0).logical_and(routing.expert.lt(8)).all().item<bool>());
  const at::Tensor sorted = std::get<0>(routing.expert.sort(1));
  EXPECT_TRUE(sorted.diff().gt(0).all().item<bool>());
  EXPECT_TRUE(torch::equal(routing.weight, torch::full({40, 3}, 1.0 / 3)));
  EXPECT_EQ(routing.capacity, 0);
  EXPECT_TRUE(torch::equal(routing.logits, torch::zeros({40, 8})));  // losses still see the router's own
}

TEST(Router, WarmUpDrawsAreAPureFunctionOfKeyLayerAndHop) {
  const at::Tensor expert = Make(8, 3).forward(WarmUp(1, 0)).expert;
  EXPECT_TRUE(torch::equal(expert, Make(8, 3).forward(WarmUp(1, 0)).expert));
  EXPECT_FALSE(torch::equal(expert, Make(8, 3).forward(WarmUp(2, 0)).expert));
  EXPECT_FALSE(torch::equal(expert, Make(8, 3).forward(WarmUp(1, 1)).expert));
  EXPECT_FALSE(torch::equal(expert, Make(8, 3, "moe", 1).forward(WarmUp(1, 0)).expert));
}

TEST(Router, SaysWhereItStandsAndHasNoStateByDefault) {
  PlainRouter router = Make(8, 3, "block4", 4);
  EXPECT_EQ(router.FixedSlots(), 3);
  EXPECT_EQ(router.shape().layer, "block4");
  EXPECT_EQ(router.config().num_experts(), 8);
  router.Update(torch::ones({8}));
  EXPECT_TRUE(router.buffers().empty());
}

}  // namespace
}  // namespace moebench
