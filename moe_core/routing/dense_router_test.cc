#include <torch/types.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/routing/router_list.h"

namespace moebench {

RouterOr MakeDenseRouter(const RouterConfig& config, const RouterShape& shape);

namespace {

using ::testing::HasSubstr;

RouterOr Make(int num_experts, int top_k) {
  RouterConfig config;
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  RouterShape shape;
  shape.dim = 2;
  shape.layer = "block5";
  return MakeDenseRouter(config, shape);
}

Routing Route(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  return (*Make(1, 1))->forward(input);
}

TEST(DenseRouter, EveryTokenToTheOneExpert) {
  const Routing routing = Route(torch::tensor({{1.f, 2.f}, {-3.f, 4.f}, {0.f, 0.f}}));
  EXPECT_EQ(routing.num_experts, 1);
  EXPECT_TRUE(torch::equal(routing.expert, torch::zeros({3, 1}, torch::kLong)));
  EXPECT_TRUE(torch::equal(routing.weight, torch::ones({3, 1})));
  // One logit of 0: log e^0 = 0, probability 1.
  EXPECT_TRUE(torch::equal(routing.logits, torch::zeros({3, 1})));
  EXPECT_TRUE(torch::equal(routing.log_normalizer, torch::zeros({3})));
  EXPECT_TRUE(torch::equal(routing.mean_probability, torch::ones({1})));
  EXPECT_EQ(routing.capacity, 0);
}

TEST(DenseRouter, OneTokenNoTokenAndDtypes) {
  EXPECT_EQ(Route(torch::ones({1, 2})).expert.sizes(), at::IntArrayRef({1, 1}));
  EXPECT_EQ(Route(torch::empty({0, 2})).weight.sizes(), at::IntArrayRef({0, 1}));
  EXPECT_EQ(Route(torch::ones({1, 2}, torch::kBFloat16)).weight.scalar_type(), torch::kFloat);
  EXPECT_EQ(Route(torch::ones({1, 2}, torch::kDouble)).weight.scalar_type(), torch::kDouble);
}

TEST(DenseRouter, CostsNothing) {
  const std::shared_ptr<Router> router = *Make(1, 1);
  EXPECT_TRUE(router->parameters().empty());
  EXPECT_EQ(router->FlopsPerToken(), 0);
  EXPECT_EQ(router->FixedSlots(), 1);
}

TEST(DenseRouter, RefusesSeveralExperts) {
  EXPECT_EQ(Make(4, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Make(4, 1).status().message()),
              HasSubstr("layer block5 has router.num_experts 4; set router.num_experts and router.top_k to 1"));
  EXPECT_THAT(std::string(Make(1, 2).status().message()), HasSubstr("router.top_k is 2"));
}

}  // namespace
}  // namespace moebench
