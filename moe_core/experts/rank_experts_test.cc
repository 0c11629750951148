#include <torch/types.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

double Silu(double z) { return z / (1 + std::exp(-z)); }

TEST(RankExperts, RankOneByHand) {
  const auto bank = MakeTestExperts("kind: 'rank'", {/*num_experts=*/2, /*dim=*/2, /*output_dim=*/2});
  SetParameter(*bank, "w_in", torch::tensor({{{1.0, 2.0}}, {{3.0, -1.0}}}));
  SetParameter(*bank, "w_out", torch::tensor({{{1.0, 0.0}}, {{2.0, -4.0}}}));
  const at::Tensor x = torch::tensor({{1.0, 1.0}, {2.0, 0.0}}, torch::kDouble);
  // expert 0: SiLU(3) (1, 0) and SiLU(2) (1, 0); expert 1: SiLU(2) (2, -4) and SiLU(6) (2, -4)
  const double s2 = Silu(2), s3 = Silu(3), s6 = Silu(6);
  const at::Tensor all =
      torch::tensor({s3, 0.0, 2 * s2, -4 * s2, s2, 0.0, 2 * s6, -4 * s6}, torch::kDouble).reshape({2, 2, 2});
  EXPECT_TRUE(torch::allclose(bank->ForwardAll(x), all, 1e-12, 1e-12));
  const DispatchPlan plan = PlanOf(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.25, .75}, {.5, .0}}, torch::kDouble);
  const at::Tensor expected = torch::tensor({.5 * s2 + .75 * s3, -s2, .5 * s2, 0.0}, torch::kDouble).reshape({2, 2});
  EXPECT_TRUE(torch::allclose(bank->forward(x, plan, weight), expected, 1e-12, 1e-12));
}

TEST(RankExperts, EveryExpertIsWOutSiluWIn) {
  for (const char* config : {"kind: 'rank' rank: 1", "kind: 'rank' rank: 3"}) {
    const auto bank = MakeTestExperts(config, {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
    ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
      const at::Tensor z = x.mm(p.at("w_in")[i].t());
      return (z * z.sigmoid()).mm(p.at("w_out")[i]);
    });
  }
}

TEST(RankExperts, ParametersAndFlops) {
  const auto rank_1 = MakeTestExperts("kind: 'rank'", {1024, 1024, 1024});
  EXPECT_EQ(NumParameters(*rank_1), 2 * 1024 * 1024);
  // EQUIFINALITY's 24.6K multiply-adds for 12 experts.
  EXPECT_EQ(12 * rank_1->FlopsPerAssignment() / 2, 24576);
  // bigger_experts has 8 layers of rank 2 where wide has rank 1: 101,519,360 - 84,742,144 parameters more.
  const auto rank_2 = MakeTestExperts("kind: 'rank' rank: 2", {1024, 1024, 1024});
  EXPECT_EQ(8 * (NumParameters(*rank_2) - NumParameters(*rank_1)), 101519360 - 84742144);
  EXPECT_EQ(rank_2->FlopsPerAssignment(), 2 * rank_1->FlopsPerAssignment());
  // Rank-1 against static experts over the 4 layers of the small scale: 37,645,312 - 36,072,448.
  EXPECT_EQ(4 * (NumParameters(*MakeTestExperts("kind: 'rank'", {512, 768, 768})) -
                 NumParameters(*MakeTestExperts("kind: 'static'", {512, 768, 768}))),
            37645312 - 36072448);
}

TEST(RankExperts, StartWithinOneOverRootD) {
  const auto bank = MakeTestExperts("kind: 'rank'", {64, 100, 100});
  for (const auto& [name, parameter] : ParametersOf(*bank)) {
    EXPECT_LE(parameter.abs().max().item<double>(), .1) << name;
    EXPECT_GT(parameter.abs().max().item<double>(), .099) << name;  // of 6,400 uniform draws: fails once in e^64 seeds
  }
}

TEST(RankExperts, RefuseAnotherWidth) {
  EXPECT_THAT(std::string(MakeExperts(ExpertConfigOf("kind: 'rank'"), {2, 3, 4}, 1).status().message()),
              HasSubstr("rank keeps the width of its input, 3; an output of 4"));
}

}  // namespace
}  // namespace moebench
