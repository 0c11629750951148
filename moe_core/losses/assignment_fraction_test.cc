#include "moe_core/losses/assignment_fraction.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

Routing Slots(const at::Tensor& expert, int64_t num_experts) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.weight = torch::zeros(expert.sizes(), torch::kDouble);
  return routing;
}

TEST(AssignmentFraction, ByHand) {
  // E = 3. Sets {0, 1}, {0}, {} and {2, 0}: T' = 3.
  // Expert 0: (1/2 + 1 + 1/2) / 3 = 2/3; experts 1 and 2: (1/2) / 3 = 1/6 each.
  const at::Tensor f = AssignmentFraction(Slots(torch::tensor({{0, 1}, {0, 3}, {3, 3}, {2, 0}}, torch::kLong), 3));
  EXPECT_TRUE(f.allclose(torch::tensor({4. / 6, 1. / 6, 1. / 6}, torch::kDouble), 0, 1e-15)) << f;
}

TEST(AssignmentFraction, AnEmptySlotMayComeFirst) {
  const at::Tensor f = AssignmentFraction(Slots(torch::tensor({{2, 1}, {0, 2}}, torch::kLong), 2));
  EXPECT_TRUE(f.equal(torch::tensor({.5, .5}, torch::kDouble))) << f;
}

TEST(AssignmentFraction, OneExpertTakesAll) {
  const at::Tensor f = AssignmentFraction(Slots(torch::full({5, 1}, 2, torch::kLong), 4));
  EXPECT_TRUE(f.equal(torch::tensor({0., 0., 1., 0.}, torch::kDouble))) << f;
}

TEST(AssignmentFraction, EveryTokenToEveryExpertIsUniform) {
  const at::Tensor f = AssignmentFraction(Slots(torch::tensor({{0, 1, 2, 3}, {3, 1, 0, 2}}, torch::kLong), 4));
  EXPECT_TRUE(f.equal(torch::full({4}, .25, torch::kDouble))) << f;
}

TEST(AssignmentFraction, ASingleExpert) {
  EXPECT_EQ(AssignmentFraction(Slots(torch::zeros({3, 1}, torch::kLong), 1)).item<double>(), 1);
}

TEST(AssignmentFraction, NothingRoutedGivesZeros) {
  EXPECT_TRUE(AssignmentFraction(Slots(torch::zeros({0, 2}, torch::kLong), 3)).equal(torch::zeros({3}, at::kDouble)));
  EXPECT_TRUE(AssignmentFraction(Slots(torch::full({4, 2}, 3, torch::kLong), 3)).equal(torch::zeros({3}, at::kDouble)));
}

TEST(AssignmentFraction, CarriesNoGradientAndHasTheDtypeOfTheWeights) {
  Routing routing = Slots(torch::tensor({{0, 1}, {1, 0}}, torch::kLong), 2);
  routing.weight = torch::full({2, 2}, .5f).requires_grad_();
  const at::Tensor f = AssignmentFraction(routing);
  EXPECT_FALSE(f.requires_grad());
  EXPECT_EQ(f.scalar_type(), torch::kFloat);
}

TEST(AssignmentFraction, ThirdsOfManyTokensSumToOne) {
  // Each token has 3 of 3 experts: every f_i is 1/3 however many tokens there are.
  Routing routing = Slots(torch::tensor({{0, 1, 2}}, torch::kLong).expand({300000, 3}), 3);
  routing.weight = routing.weight.to(torch::kFloat);
  EXPECT_TRUE(AssignmentFraction(routing).equal(torch::full({3}, 1.f / 3)));
}

}  // namespace
}  // namespace moebench
