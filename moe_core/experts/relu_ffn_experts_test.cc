#include <torch/types.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

TEST(ReluFfnExperts, ByHand) {
  const auto bank = MakeTestExperts("kind: 'relu_ffn' hidden_dim: 1", {/*num_experts=*/2, /*dim=*/2, /*output_dim=*/2});
  SetParameter(*bank, "w_in", torch::tensor({{{1.0, 2.0}}, {{3.0, -1.0}}}));
  SetParameter(*bank, "b_in", torch::tensor({{-2.5}, {1.0}}));
  SetParameter(*bank, "w_out", torch::tensor({{{1.0}, {-1.0}}, {{2.0}, {4.0}}}));
  SetParameter(*bank, "b_out", torch::tensor({{0.0, 1.0}, {.5, 0.0}}));
  const at::Tensor x = torch::tensor({{1.0, 1.0}, {2.0, 0.0}}, torch::kDouble);
  // expert 0: hidden max(0, 3 - 2.5) = .5 and max(0, 2 - 2.5) = 0; outputs (.5, -.5 + 1) and (0, 1)
  // expert 1: hidden 2 + 1 = 3 and 6 + 1 = 7; outputs (6.5, 12) and (14.5, 28)
  const at::Tensor all = torch::tensor({.5, .5, 6.5, 12.0, 0.0, 1.0, 14.5, 28.0}, torch::kDouble).reshape({2, 2, 2});
  EXPECT_TRUE(torch::equal(bank->ForwardAll(x), all));
  const DispatchPlan plan = PlanOf(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.5, .5}, {.25, .0}}, torch::kDouble);
  const at::Tensor expected = torch::tensor({{3.5, 6.25}, {0.0, .25}}, torch::kDouble);
  EXPECT_TRUE(torch::equal(bank->forward(x, plan, weight), expected));
}

TEST(ReluFfnExperts, EveryExpertIsTwoLayers) {
  const auto bank = MakeTestExperts("kind: 'relu_ffn' hidden_dim: 5", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
  ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
    const at::Tensor hidden = (x.mm(p.at("w_in")[i].t()) + p.at("b_in")[i]).clamp_min(0);
    return hidden.mm(p.at("w_out")[i].t()) + p.at("b_out")[i];
  });
}

TEST(ReluFfnExperts, WithoutBiases) {
  const auto bank =
      MakeTestExperts("kind: 'relu_ffn' hidden_dim: 5 bias: false", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
  EXPECT_EQ(ParametersOf(*bank).size(), 2u);
  ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
    return x.mm(p.at("w_in")[i].t()).clamp_min(0).mm(p.at("w_out")[i].t());
  });
}

TEST(ReluFfnExperts, ParametersAndFlops) {
  const ExpertShape shape = {8, 128, 128};
  EXPECT_EQ(NumParameters(*MakeTestExperts("kind: 'relu_ffn' hidden_dim: 64 bias: false", shape)), 8 * 2 * 128 * 64);
  const auto bank = MakeTestExperts("kind: 'relu_ffn' hidden_dim: 64", shape);
  EXPECT_EQ(NumParameters(*bank), 8 * (2 * 128 * 64 + 64 + 128));
  EXPECT_EQ(bank->FlopsPerAssignment(), 2 * 2 * 128 * 64);
}

TEST(ReluFfnExperts, RefuseAnotherWidth) {
  EXPECT_THAT(std::string(MakeExperts(ExpertConfigOf("kind: 'relu_ffn'"), {2, 3, 4}, 1).status().message()),
              HasSubstr("relu_ffn keeps the width of its input, 3; an output of 4"));
}

}  // namespace
}  // namespace moebench
