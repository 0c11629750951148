#include "moe_core/routing/prototype_router.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

PrototypeRouterConfig SmallConfig() {
  PrototypeRouterConfig config;
  config.set_num_experts(3);
  config.set_top_k(2);
  config.set_hidden_dim(2);
  return config;
}

// A router whose MLP gives zero logits: only the prototypes decide.
PrototypeRouter PrototypesOnly() {
  PrototypeRouter router(SmallConfig(), 2);
  torch::NoGradGuard no_grad;
  for (auto& item : router->named_parameters()) item.value().zero_();
  router->named_parameters()["prototypes"].copy_(torch::tensor({{2.f, 0.f}, {0.f, 3.f}, {-1.f, 0.f}}));
  return router;
}

TEST(PrototypeRouter, PrototypeAffinityByHand) {
  RouterInput input;
  input.x = torch::tensor({{3.f, 4.f}});  // unit (.6, .8): cosines with the prototypes are .6, .8, -.6
  input.temperature = 0.5;
  const Routing routing = PrototypesOnly()->forward(input);
  EXPECT_TRUE(torch::allclose(routing.logits, torch::tensor({{1.2f, 1.6f, -1.2f}})));
  EXPECT_TRUE(torch::equal(routing.expert, torch::tensor({{1, 0}}, torch::kLong)));
  // Renormalised over the two: 1 / (1 + e^-0.4) = 0.598688.
  EXPECT_NEAR(routing.weight[0][0].item<float>(), 0.598688, 1e-5);
  EXPECT_NEAR(routing.weight.sum().item<float>(), 1, 1e-6);
  // log(e^1.2 + e^1.6 + e^-1.2) = log(3.320117 + 4.953032 + 0.301194) = 2.148775
  EXPECT_NEAR(routing.log_normalizer[0].item<float>(), 2.148775, 1e-5);
  EXPECT_NEAR(routing.mean_probability[1].item<float>(), 4.953032 / 8.574343, 1e-5);
}

TEST(PrototypeRouter, TemperatureChangesWeightsNotSelection) {
  torch::manual_seed(1);
  PrototypeRouter router(SmallConfig(), 8);
  RouterInput input;
  input.x = torch::randn({64, 8});
  const Routing warm = router->forward(input);
  for (double temperature : {0.1, 0.3, 0.5, 0.7, 2.0, 5.0}) {
    input.temperature = temperature;
    const Routing routing = router->forward(input);
    EXPECT_TRUE(torch::equal(routing.expert, warm.expert)) << temperature;
    EXPECT_FALSE(torch::allclose(routing.weight, warm.weight)) << temperature;
  }
}

TEST(PrototypeRouter, RandomWarmUpDispatchesEquallyAndKeepsTheLogits) {
  torch::manual_seed(2);
  PrototypeRouter router(SmallConfig(), 4);
  RouterInput input;
  input.x = torch::randn({50, 4});
  const at::Tensor own_logits = router->forward(input).logits;
  input.random_dispatch = true;
  input.key = 11;
  const Routing routing = router->forward(input);
  EXPECT_TRUE(torch::equal(routing.logits, own_logits));
  EXPECT_TRUE(routing.weight.eq(0.5).all().item<bool>());
  EXPECT_TRUE(torch::equal(routing.expert, router->forward(input).expert));
  input.key = 12;
  EXPECT_FALSE(torch::equal(routing.expert, router->forward(input).expert));
}

TEST(PrototypeRouter, RefusesTooManyChoicesAndBadTemperature) {
  PrototypeRouterConfig config = SmallConfig();
  config.set_top_k(4);
  EXPECT_THAT([&] { PrototypeRouter(config, 2); }, ThrowsMessage<c10::Error>(HasSubstr("router.top_k is 4")));
  RouterInput input;
  input.x = torch::ones({1, 2});
  input.temperature = 0;
  EXPECT_THAT([&] { PrototypesOnly()->forward(input); }, ThrowsMessage<c10::Error>(HasSubstr("must be positive")));
}

TEST(PrototypeRouter, ParametersAndFlops) {
  PrototypeRouterConfig config;  // the paper's: 256 -> 128 -> 16
  PrototypeRouter router(config, 256);
  int64_t parameters = 0;
  std::vector<std::string> names;
  for (const auto& item : router->named_parameters()) {
    parameters += item.value().numel();
    names.push_back(item.key());
  }
  EXPECT_EQ(parameters, 256 * 128 + 128 + 128 * 16 + 16 + 16 * 256);
  EXPECT_EQ(router->FlopsPerSample(), 2 * (256 * 128 + 128 * 16 + 256 * 16));
  EXPECT_THAT(names, testing::UnorderedElementsAre("hidden.weight", "hidden.bias", "output.weight", "output.bias",
                                                   "prototypes"));
}

}  // namespace
}  // namespace moebench
