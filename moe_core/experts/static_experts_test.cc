#include <torch/autograd.h>
#include <torch/types.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

TEST(StaticExperts, ByHand) {
  const auto bank = MakeTestExperts("kind: 'static'", {/*num_experts=*/2, /*dim=*/2, /*output_dim=*/2});
  SetParameter(*bank, "vector", torch::tensor({{1.0, 2.0}, {3.0, -1.0}}));
  const at::Tensor x = torch::full({2, 2}, 9, torch::kDouble).requires_grad_();
  const DispatchPlan plan = PlanOf(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.25, .75}, {.5, .0}}, torch::kDouble);
  // .25 (3, -1) + .75 (1, 2) = (1.5, 1.25); .5 (1, 2)
  const at::Tensor y = bank->forward(x, plan, weight);
  EXPECT_TRUE(torch::equal(y, torch::tensor({{1.5, 1.25}, {.5, 1.0}}, torch::kDouble)));
  // Expert 0 was added with .75 and .5, expert 1 with .25, in both coordinates; x decided nothing.
  const at::Tensor vector = ParametersOf(*bank)["vector"];
  const auto gradients = torch::autograd::grad({y.sum()}, {vector, x}, {}, false, false, /*allow_unused=*/true);
  EXPECT_TRUE(torch::equal(gradients[0], torch::tensor({{1.25, 1.25}, {.25, .25}}, torch::kDouble)));
  EXPECT_FALSE(gradients[1].defined() && gradients[1].abs().max().item<double>() > 0);
}

TEST(StaticExperts, EveryExpertIsAVector) {
  const auto bank = MakeTestExperts("kind: 'static'", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
  ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) {
    return p.at("vector")[i].unsqueeze(0).expand({x.size(0), -1});
  });
}

TEST(StaticExperts, ParametersAndFlops) {
  const auto bank = MakeTestExperts("kind: 'static'", {512, 768, 768});
  EXPECT_EQ(NumParameters(*bank), 512 * 768);
  EXPECT_EQ(bank->FlopsPerAssignment(), 0);
}

TEST(StaticExperts, RefuseAnotherWidth) {
  const absl::Status status = MakeExperts(ExpertConfigOf("kind: 'static'"), {2, 3, 4}, 1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("static keeps the width of its input, 3; an output of 4"));
}

}  // namespace
}  // namespace moebench
