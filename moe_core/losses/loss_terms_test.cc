#include "moe_core/losses/loss_terms.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(LossTerms, StartEmpty) {
  const LossTerms loss;
  EXPECT_TRUE(loss.terms.empty());
  EXPECT_FALSE(loss.total.defined());
}

TEST(AddTerm, TheTotalIsTheWeightedSumAndTermsStayUnweighted) {
  LossTerms loss;
  AddTerm(loss, "cross_entropy", 1, torch::tensor(1.25, torch::kDouble));
  AddTerm(loss, "balance", 0.5, torch::tensor(3.0, torch::kDouble));
  AddTerm(loss, "entropy", -0.25, torch::tensor(2.0, torch::kDouble));
  EXPECT_EQ(loss.total.item<double>(), 2.25);  // 1.25 + 1.5 - .5
  ASSERT_EQ(loss.terms.size(), 3u);
  EXPECT_EQ(loss.terms[1].name, "balance");
  EXPECT_EQ(loss.terms[1].weight, 0.5);
  EXPECT_EQ(loss.terms[1].value.item<double>(), 3);
  EXPECT_EQ(loss.terms[2].weight, -0.25);
}

TEST(AddTerm, AWeightOfZeroAppendsNothing) {
  LossTerms loss;
  AddTerm(loss, "balance", 0, torch::tensor(3.0));
  AddTerm(loss, "oracle", 0, at::Tensor());  // not computed, and not needed
  EXPECT_TRUE(loss.terms.empty());
  EXPECT_FALSE(loss.total.defined());
}

TEST(AddTerm, GradientsAreWeighted) {
  const at::Tensor x = torch::tensor(4.0, torch::kDouble).requires_grad_();
  LossTerms loss;
  AddTerm(loss, "linear", 0.5, x);
  AddTerm(loss, "square", 2, x * x);
  loss.total.backward();
  EXPECT_EQ(x.grad().item<double>(), 16.5);  // .5 + 2 * 2 * 4
}

}  // namespace
}  // namespace moebench
