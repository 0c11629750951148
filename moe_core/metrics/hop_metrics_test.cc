#include "moe_core/metrics/hop_metrics.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(HopMetrics, CosineByHand) {
  const at::Tensor first = torch::tensor({{1.f, 0.f}, {3.f, 4.f}, {0.f, 2.f}});
  const at::Tensor second = torch::tensor({{2.f, 0.f}, {4.f, -3.f}, {0.f, -1.f}});
  const at::Tensor third = torch::tensor({{1.f, 1.f}, {4.f, -3.f}, {0.f, -5.f}});
  // 1 to 2: 1, (12 - 12) / 25 = 0, -1. 2 to 3: 2 / (2 sqrt 2), 25 / 25 = 1, 1.
  const PairMean mean = ConsecutiveUpdateCosine({first, second, third});
  EXPECT_EQ(mean.pairs, 6);
  EXPECT_NEAR(mean.Mean(), (1 + 0 - 1 + std::sqrt(.5) + 1 + 1) / 6, 1e-12);
}

TEST(HopMetrics, TokensWithoutAnUpdateAreLeftOut) {
  const at::Tensor first = torch::tensor({{1.f, 0.f}, {0.f, 0.f}}), second = torch::tensor({{0.f, 1.f}, {1.f, 1.f}});
  const PairMean mean = ConsecutiveUpdateCosine({first, second});
  EXPECT_EQ(mean.pairs, 1);
  EXPECT_EQ(mean.Mean(), 0);
}

TEST(HopMetrics, JaccardByHand) {
  // Four experts, 4 is an empty slot. {0, 1} and {1, 0}: 1. {2} and {2, 3}: 1/2. {0, 1} and {2, 3}: 0. {} and {}: none.
  const at::Tensor first = torch::tensor({{0, 1}, {2, 4}, {0, 1}, {4, 4}}, torch::kLong);
  const at::Tensor second = torch::tensor({{1, 0}, {2, 3}, {2, 3}, {4, 4}}, torch::kLong);
  const PairMean mean = ConsecutiveExpertJaccard({first, second}, 4);
  EXPECT_EQ(mean.pairs, 3);
  EXPECT_NEAR(mean.Mean(), .5, 1e-12);
}

TEST(HopMetrics, JaccardOfSlotsOfDifferentWidth) {
  // {0} and {0, 1, 2}: 1/3.
  const at::Tensor first = torch::tensor({{0}}, torch::kLong), second = torch::tensor({{1, 0, 2}}, torch::kLong);
  EXPECT_NEAR(ConsecutiveExpertJaccard({first, second}, 3).Mean(), 1. / 3, 1e-12);
}

TEST(HopMetrics, BatchesAddUpToTheWhole) {
  torch::manual_seed(1);
  const std::vector<at::Tensor> all = {torch::randn({10, 4}), torch::randn({10, 4}), torch::randn({10, 4})};
  PairMean gathered;
  for (int64_t begin : {0, 6}) {
    std::vector<at::Tensor> batch;
    for (const at::Tensor& update : all) batch.push_back(update.slice(0, begin, begin == 0 ? 6 : 10));
    gathered += ConsecutiveUpdateCosine(batch);
  }
  const PairMean whole = ConsecutiveUpdateCosine(all);
  EXPECT_EQ(gathered.pairs, whole.pairs);
  EXPECT_NEAR(gathered.Mean(), whole.Mean(), 1e-12);
}

TEST(HopMetrics, OneHopHasNoPairs) {
  EXPECT_EQ(ConsecutiveUpdateCosine({torch::ones({3, 2})}).pairs, 0);
  EXPECT_TRUE(std::isnan(ConsecutiveUpdateCosine({torch::ones({3, 2})}).Mean()));
  EXPECT_EQ(ConsecutiveExpertJaccard({}, 2).pairs, 0);
}

TEST(HopMetrics, RefusesHopsOfDifferentTokens) {
  try {
    ConsecutiveUpdateCosine({torch::ones({3, 2}), torch::ones({2, 2})});
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("without halting"));
  }
}

}  // namespace
}  // namespace moebench
