#include "moe_core/routing/normal_draws.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(NormalDraws, AreBoxMullerOfTheRowsStream) {
  const at::Tensor draws = NormalDraws(3, 2, /*key=*/5);
  CounterRandom random(5, /*stream=*/2);
  const double u = random.Uniform(), v = random.Uniform();
  EXPECT_DOUBLE_EQ(draws[2][0].item<double>(), std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * M_PI * v));
  EXPECT_DOUBLE_EQ(draws[2][1].item<double>(), std::sqrt(-2 * std::log1p(-u)) * std::sin(2 * M_PI * v));
}

TEST(NormalDraws, AreAPureFunctionOfKeyAndRow) {
  const at::Tensor draws = NormalDraws(40, 7, 11);
  EXPECT_EQ(draws.scalar_type(), torch::kDouble);
  EXPECT_TRUE(torch::equal(draws, NormalDraws(40, 7, 11)));
  EXPECT_TRUE(torch::equal(draws.slice(0, 0, 3), NormalDraws(3, 7, 11)));
  EXPECT_TRUE(torch::equal(draws.slice(1, 0, 4), NormalDraws(40, 4, 11)));
  EXPECT_FALSE(torch::equal(draws, NormalDraws(40, 7, 12)));
  EXPECT_FALSE(torch::equal(draws[0], draws[1]));
}

TEST(NormalDraws, NoRowsAndNoColumns) {
  EXPECT_EQ(NormalDraws(0, 4, 1).sizes(), at::IntArrayRef({0, 4}));
  EXPECT_EQ(NormalDraws(4, 0, 1).sizes(), at::IntArrayRef({4, 0}));
}

// The largest gap between the empirical distribution of 100,000 draws and the normal one. Kolmogorov-Smirnov: sqrt(n) D
// exceeds 1.949 for one key in 1,000; the key is fixed, so this either always passes or never. Even and odd columns are
// tested by themselves, as they come from the cosine and the sine.
TEST(NormalDraws, FollowTheNormalDistribution) {
  constexpr int kDraws = 100000;
  const at::Tensor draws = NormalDraws(kDraws, 2, 3);
  for (int column : {0, 1}) {
    const at::Tensor sorted = std::get<0>(draws.select(1, column).contiguous().sort());
    const double* value = sorted.data_ptr<double>();
    double gap = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double normal = 0.5 * std::erfc(-value[i] / std::sqrt(2.0));
      gap = std::max({gap, normal - static_cast<double>(i) / kDraws, static_cast<double>(i + 1) / kDraws - normal});
    }
    EXPECT_LT(std::sqrt(kDraws) * gap, 1.949) << "column " << column;
  }
}

// The correlation of n independent pairs has standard deviation 1 / sqrt(n); 3.29 of them are exceeded by one key in
// 1,000 for each of the two numbers.
TEST(NormalDraws, NeighboursAreUncorrelated) {
  constexpr int kRows = 50000;
  const at::Tensor draws = NormalDraws(kRows, 2, 4);
  const at::Tensor first = draws.select(1, 0), second = draws.select(1, 1);
  EXPECT_LT(std::abs((first * second).mean().item<double>()), 3.29 / std::sqrt(kRows));
  const at::Tensor next = first.slice(0, 1), previous = first.slice(0, 0, kRows - 1);
  EXPECT_LT(std::abs((next * previous).mean().item<double>()), 3.29 / std::sqrt(kRows));
}

}  // namespace
}  // namespace moebench
