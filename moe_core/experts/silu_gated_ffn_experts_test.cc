#include <torch/types.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

double Silu(double z) { return z / (1 + std::exp(-z)); }

TEST(SiluGatedFfnExperts, ByHand) {
  const auto bank =
      MakeTestExperts("kind: 'silu_gated_ffn' hidden_dim: 1", {/*num_experts=*/2, /*dim=*/2, /*output_dim=*/2});
  SetParameter(*bank, "w_gate", torch::tensor({{{1.0, 0.0}}, {{0.0, 1.0}}}));
  SetParameter(*bank, "w_in", torch::tensor({{{1.0, 2.0}}, {{3.0, -1.0}}}));
  SetParameter(*bank, "w_out", torch::tensor({{{1.0}, {-1.0}}, {{2.0}, {4.0}}}));
  const at::Tensor x = torch::tensor({{1.0, 1.0}, {2.0, 0.0}}, torch::kDouble);
  // expert 0: hidden SiLU(1) 3 and SiLU(2) 2, outputs hidden (1, -1)
  // expert 1: hidden SiLU(1) 2 and SiLU(0) 6 = 0, outputs hidden (2, 4)
  const double s1 = Silu(1), s2 = Silu(2);
  const at::Tensor all = torch::tensor({3 * s1, -3 * s1, 4 * s1, 8 * s1, 2 * s2, -2 * s2, 0.0, 0.0}, torch::kDouble);
  EXPECT_TRUE(torch::allclose(bank->ForwardAll(x), all.reshape({2, 2, 2}), 1e-12, 1e-12));
  const DispatchPlan plan = PlanOf(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.25, .75}, {.5, .0}}, torch::kDouble);
  // (1 + 2.25, 2 - 2.25) SiLU(1); (1, -1) SiLU(2)
  const at::Tensor expected = torch::tensor({3.25 * s1, -.25 * s1, s2, -s2}, torch::kDouble).reshape({2, 2});
  EXPECT_TRUE(torch::allclose(bank->forward(x, plan, weight), expected, 1e-12, 1e-12));
}

TEST(SiluGatedFfnExperts, EveryExpertIsAGatedFfn) {
  const auto bank =
      MakeTestExperts("kind: 'silu_gated_ffn' hidden_dim: 5", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
  ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
    const at::Tensor gate = x.mm(p.at("w_gate")[i].t());
    return (gate * gate.sigmoid() * x.mm(p.at("w_in")[i].t())).mm(p.at("w_out")[i].t());
  });
}

TEST(SiluGatedFfnExperts, ParametersAndFlops) {
  const auto bank = MakeTestExperts("kind: 'silu_gated_ffn' hidden_dim: 64", {8, 128, 128});
  EXPECT_EQ(NumParameters(*bank), 8 * 3 * 128 * 64);
  EXPECT_EQ(bank->FlopsPerAssignment(), 3 * 2 * 128 * 64);
}

TEST(SiluGatedFfnExperts, RefuseAnotherWidth) {
  EXPECT_THAT(std::string(MakeExperts(ExpertConfigOf("kind: 'silu_gated_ffn'"), {2, 3, 4}, 1).status().message()),
              HasSubstr("silu_gated_ffn keeps the width of its input, 3; an output of 4"));
}

}  // namespace
}  // namespace moebench
