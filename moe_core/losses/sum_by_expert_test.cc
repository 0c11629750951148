#include "moe_core/losses/sum_by_expert.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(SumByExpert, ByHand) {
  const at::Tensor expert = torch::tensor({{0, 1}, {1, 0}, {0, 3}}, torch::kLong);  // E = 3: 3 is an empty slot
  const at::Tensor value = torch::tensor({{1., 2.}, {4., 8.}, {16., 32.}}, torch::kDouble);
  // Expert 0: 1 + 8 + 16; expert 1: 2 + 4; expert 2: nothing; empty: 32.
  EXPECT_TRUE(SumByExpert(expert, value, 3).equal(torch::tensor({25., 6., 0., 32.}, torch::kDouble)));
}

TEST(SumByExpert, NoTokensGiveZeros) {
  const at::Tensor sum = SumByExpert(torch::zeros({0, 2}, torch::kLong), torch::zeros({0, 2}), 3);
  EXPECT_TRUE(sum.equal(torch::zeros({4})));
}

TEST(SumByExpert, NumericJacobian) {
  const at::Tensor expert = torch::tensor({{0, 1}, {2, 0}, {0, 3}}, torch::kLong);
  auto squares = [&](const at::Tensor& value) { return SumByExpert(expert, value, 3).square().sum(); };
  EXPECT_LT(GradientError(squares, torch::tensor({{.6, .4}, {.7, .3}, {.5, 0.}}, torch::kDouble)), 1e-7);
}

TEST(SumByExpert, TheSameBitsForAnyThreadCount) {
  torch::manual_seed(1);
  const at::Tensor expert = torch::randint(0, 8, {100000, 2}, torch::kLong);
  const at::Tensor value = torch::rand({100000, 2});
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const at::Tensor one = SumByExpert(expert, value, 8);
  at::set_num_threads(4);
  EXPECT_TRUE(SumByExpert(expert, value, 8).equal(one));
  at::set_num_threads(threads);
}

TEST(SumByExpert, RefusesMismatchedShapes) {
  try {
    SumByExpert(torch::zeros({3, 2}, torch::kLong), torch::zeros({3, 1}), 4);
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_NE(error.msg().find("expert [3, 2] and value [3, 1] must both be [T, K]"), std::string::npos) << error.msg();
  }
}

}  // namespace
}  // namespace moebench
