#include "moe_core/metrics/load_metrics.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

constexpr double kTolerance = 1e-12;

Routing Slots(const at::Tensor& expert, int64_t num_experts) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  return routing;
}

// E = 4: sets {0, 1}, {0}, {}, {2, 0} and {1, 0}.
Routing FiveTokens() { return Slots(torch::tensor({{0, 1}, {0, 4}, {4, 4}, {2, 0}, {1, 0}}, torch::kLong), 4); }

TEST(CountLoad, CountsEverySlotAndEmptyTokens) {
  const LoadCounts counts = CountLoad(FiveTokens());
  EXPECT_THAT(counts.assignments, ElementsAre(4, 2, 1, 0));
  EXPECT_EQ(counts.tokens, 5);
  EXPECT_EQ(counts.tokens_without_expert, 1);
}

TEST(CountLoad, NoTokensAndNoExperts) {
  const LoadCounts none = CountLoad(Slots(torch::zeros({0, 2}, torch::kLong), 3));
  EXPECT_THAT(none.assignments, ElementsAre(0, 0, 0));
  EXPECT_EQ(none.tokens, 0);
  EXPECT_EQ(none.tokens_without_expert, 0);
  EXPECT_EQ(CountLoad(Slots(torch::full({3, 2}, 3, torch::kLong), 3)).tokens_without_expert, 3);
}

TEST(CountLoad, ReadsSlotsThatAreNotContiguous) {
  const at::Tensor transposed = torch::tensor({{0, 1, 1}, {1, 2, 2}}, torch::kLong).t();
  EXPECT_THAT(CountLoad(Slots(transposed, 2)).assignments, ElementsAre(1, 3));
}

TEST(AddLoad, BatchesAddUpToTheirConcatenation) {
  LoadCounts sum;
  AddLoad(sum, CountLoad(FiveTokens()));
  AddLoad(sum, CountLoad(Slots(torch::tensor({{3}, {4}}, torch::kLong), 4)));
  EXPECT_THAT(sum.assignments, ElementsAre(4, 2, 1, 1));
  EXPECT_EQ(sum.tokens, 7);
  EXPECT_EQ(sum.tokens_without_expert, 2);
}

TEST(AddLoad, RefusesAnotherNumberOfExperts) {
  LoadCounts sum = CountLoad(FiveTokens());
  try {
    AddLoad(sum, CountLoad(Slots(torch::tensor({{0}}, torch::kLong), 3)));
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.msg(), HasSubstr("cannot add the loads of 3 experts to those of 4"));
  }
}

TEST(MeasureLoad, ByHand) {
  // Assignments 4, 2, 1, 1 of 8, over 5 tokens of which 1 had none: shares 1/2, 1/4, 1/8, 1/8, mean 1/4.
  //   variation  ((1/4)^2 + 0 + (1/8)^2 + (1/8)^2) / 4 = 3/128; its root over 1/4: sqrt(3/8)
  //   Gini       pairs |s_i - s_j|: 1/4 3/8 3/8 | 1/8 1/8 | 0 = 5/4, both ways 5/2; over 2 * 4: 5/16
  //   entropy    1/2 * 1 + 1/4 * 2 + 2 * 1/8 * 3 = 1.75 bits of 2; 2^1.75 experts
  //   active     8/5 experts a token, of 4: 2/5
  const LoadMetrics load = MeasureLoad({{4, 2, 1, 1}, /*tokens=*/5, /*tokens_without_expert=*/1});
  EXPECT_THAT(load.share, ElementsAre(.5, .25, .125, .125));
  EXPECT_THAT(load.normalized_load, ElementsAre(2, 1, .5, .5));
  EXPECT_NEAR(load.coefficient_of_variation, std::sqrt(3. / 8), kTolerance);
  EXPECT_NEAR(load.gini, 5. / 16, kTolerance);
  EXPECT_NEAR(load.entropy_bits, 1.75, kTolerance);
  EXPECT_NEAR(load.normalized_entropy, .875, kTolerance);
  EXPECT_NEAR(load.effective_experts, std::pow(2, 1.75), kTolerance);
  EXPECT_NEAR(load.mean_active, 1.6, kTolerance);
  EXPECT_NEAR(load.utilization, .4, kTolerance);
  EXPECT_NEAR(load.without_expert_share, .2, kTolerance);
}

TEST(MeasureLoad, EvenLoad) {
  const LoadMetrics load = MeasureLoad(CountLoad(Slots(torch::tensor({{0, 1}, {2, 3}}, torch::kLong), 4)));
  EXPECT_THAT(load.normalized_load, Each(DoubleNear(1, kTolerance)));
  EXPECT_NEAR(load.coefficient_of_variation, 0, kTolerance);
  EXPECT_NEAR(load.gini, 0, kTolerance);
  EXPECT_NEAR(load.effective_experts, 4, kTolerance);
  EXPECT_EQ(load.without_expert_share, 0);
}

TEST(MeasureLoad, OneExpertTakesAll) {
  const LoadMetrics load = MeasureLoad(CountLoad(Slots(torch::full({6, 1}, 2, torch::kLong), 5)));
  EXPECT_THAT(load.normalized_load, ElementsAre(0, 0, 5, 0, 0));
  EXPECT_NEAR(load.coefficient_of_variation, 2, kTolerance);  // sqrt(E - 1)
  EXPECT_NEAR(load.gini, .8, kTolerance);                     // 1 - 1/E
  EXPECT_NEAR(load.entropy_bits, 0, kTolerance);
  EXPECT_NEAR(load.utilization, .2, kTolerance);
}

TEST(MeasureLoad, ASingleExpertIsEvenAndFullyUtilized) {
  const LoadMetrics load = MeasureLoad(CountLoad(Slots(torch::zeros({3, 1}, torch::kLong), 1)));
  EXPECT_EQ(load.coefficient_of_variation, 0);
  EXPECT_EQ(load.gini, 0);
  EXPECT_EQ(load.utilization, 1);
}

TEST(MeasureLoad, WithoutAssignmentsNothingIsBalanced) {
  const LoadMetrics load = MeasureLoad(CountLoad(Slots(torch::full({3, 2}, 4, torch::kLong), 4)));
  EXPECT_EQ(load.share.size(), 4u);
  EXPECT_THAT(load.share, Each(IsNan()));
  EXPECT_THAT(load.normalized_load, Each(IsNan()));
  EXPECT_THAT(load.coefficient_of_variation, IsNan());
  EXPECT_THAT(load.gini, IsNan());
  EXPECT_THAT(load.entropy_bits, IsNan());
  EXPECT_THAT(load.normalized_entropy, IsNan());
  EXPECT_THAT(load.effective_experts, IsNan());
  EXPECT_EQ(load.mean_active, 0);
  EXPECT_EQ(load.utilization, 0);
  EXPECT_EQ(load.without_expert_share, 1);
}

TEST(MeasureLoad, WithoutTokensNoShareOfThem) {
  const LoadMetrics load = MeasureLoad(CountLoad(Slots(torch::zeros({0, 2}, torch::kLong), 4)));
  EXPECT_THAT(load.mean_active, IsNan());
  EXPECT_THAT(load.utilization, IsNan());
  EXPECT_THAT(load.without_expert_share, IsNan());
}

}  // namespace
}  // namespace moebench
