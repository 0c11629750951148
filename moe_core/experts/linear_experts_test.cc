#include <ATen/ops/linear.h>
#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

TEST(LinearExperts, ByHand) {
  const auto bank = MakeTestExperts("kind: 'linear'", {/*num_experts=*/2, /*dim=*/2, /*output_dim=*/1});
  SetParameter(*bank, "weight", torch::tensor({{{1.0, 2.0}}, {{3.0, -1.0}}}));
  SetParameter(*bank, "bias", torch::tensor({{.5}, {0.0}}));
  const at::Tensor x = torch::tensor({{1.0, 1.0}, {2.0, 0.0}}, torch::kDouble);
  // expert 0: 1 + 2 + .5 = 3.5 and 2 + .5 = 2.5; expert 1: 3 - 1 = 2 and 6
  const at::Tensor all = torch::tensor({{{3.5}, {2.0}}, {{2.5}, {6.0}}}, torch::kDouble);
  EXPECT_TRUE(torch::equal(bank->ForwardAll(x), all));
  const DispatchPlan plan = PlanOf(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.25, .75}, {.5, .0}}, torch::kDouble);
  // .25 * 2 + .75 * 3.5 = 3.125; .5 * 2.5 (the second slot is empty)
  EXPECT_TRUE(torch::equal(bank->forward(x, plan, weight), torch::tensor({{3.125}, {1.25}}, torch::kDouble)));
}

TEST(LinearExperts, EveryExpertIsALinearMap) {
  const auto bank = MakeTestExperts("kind: 'linear'", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/2});
  ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
    return x.mm(p.at("weight")[i].t()) + p.at("bias")[i];
  });
}

TEST(LinearExperts, ParametersFlopsAndInitialisation) {
  torch::manual_seed(4);
  const auto bank = *MakeExperts(ExpertConfigOf("kind: 'linear'"), {16, 256, 10}, 1);
  EXPECT_EQ(NumParameters(*bank), 16 * (256 * 10 + 10));
  EXPECT_EQ(bank->FlopsPerAssignment(), 2 * 256 * 10);
  // The same draws as torch::nn::Linear's: uniform within 1 / sqrt(D) = 1 / 16, weights before biases.
  torch::manual_seed(4);
  const at::Tensor weight = torch::empty({16, 10, 256}).uniform_(-1.0 / 16, 1.0 / 16);
  const at::Tensor bias = torch::empty({16, 10}).uniform_(-1.0 / 16, 1.0 / 16);
  EXPECT_TRUE(torch::equal(ParametersOf(*bank)["weight"], weight));
  EXPECT_TRUE(torch::equal(ParametersOf(*bank)["bias"], bias));
}

TEST(LinearExperts, OneExpertHasTheBitsOfAtLinear) {
  torch::manual_seed(5);
  const auto bank = *MakeExperts(ExpertConfigOf("kind: 'linear'"), {1, 256, 100}, 1);
  Parameters p = ParametersOf(*bank);
  const at::Tensor x = torch::randn({128, 256}).requires_grad_(), direction = torch::randn({128, 100});
  const at::Tensor one = torch::ones({128, 1});
  const at::Tensor y = bank->forward(x, PlanOf(torch::zeros({128, 1}, torch::kLong), 1), one);
  const at::Tensor plain = at::linear(x, p["weight"][0], p["bias"][0]);
  EXPECT_TRUE(torch::equal(y, plain));
  const auto gradients = torch::autograd::grad({(y * direction).sum()}, {x, p["weight"], p["bias"]});
  const auto expected = torch::autograd::grad({(plain * direction).sum()}, {x, p["weight"], p["bias"]});
  for (size_t i = 0; i < gradients.size(); ++i) EXPECT_TRUE(torch::equal(gradients[i], expected[i])) << i;
}

}  // namespace
}  // namespace moebench
