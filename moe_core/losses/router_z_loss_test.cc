#include "moe_core/losses/router_z_loss.h"

#include <ATen/Parallel.h>
#include <ATen/ops/logsumexp.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

TEST(RouterZLoss, ByHand) {
  // Exponentials of the rows: 1 + 1 + 2 = 4, 1/2 + 1/4 + 1/4 = 1, 3 + 5 + 8 = 16, 1/8 + 1/16 + 1/16 = 1/4.
  // Logarithms, in log 2: 2, 0, 4, -2; squares 4, 0, 16, 4; mean 6 (log 2)^2 = 2.882718
  const at::Tensor logits =
      torch::tensor({{1., 1., 2.}, {.5, .25, .25}, {3., 5., 8.}, {.125, .0625, .0625}}, torch::kDouble).log();
  EXPECT_NEAR(RouterZLoss(at::logsumexp(logits, {1})).item<double>(), 2.882718, 1e-6);
}

TEST(RouterZLoss, ASingleExpertIsTheMeanSquaredLogit) {
  const at::Tensor logits = torch::tensor({{3.}, {-1.}}, torch::kDouble);
  EXPECT_NEAR(RouterZLoss(at::logsumexp(logits, {1})).item<double>(), 5, 1e-12);  // (9 + 1) / 2
}

TEST(RouterZLoss, ZeroLogitsGiveTheSquareOfLogE) {
  EXPECT_NEAR(RouterZLoss(at::logsumexp(torch::zeros({7, 5}, torch::kDouble), {1})).item<double>(),
              std::log(5.0) * std::log(5.0), 1e-12);
}

TEST(RouterZLoss, NoTokensGiveZeroWithAGradient) {
  const at::Tensor none = torch::zeros({0}).requires_grad_();
  const at::Tensor loss = RouterZLoss(none);
  EXPECT_EQ(loss.item<float>(), 0);
  loss.backward();
}

TEST(RouterZLoss, TheSameBitsForAnyThreadCount) {
  torch::manual_seed(2);
  const at::Tensor log_normalizer = torch::randn({100003});
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const float one = RouterZLoss(log_normalizer).item<float>();
  at::set_num_threads(4);
  EXPECT_EQ(RouterZLoss(log_normalizer).item<float>(), one);
  at::set_num_threads(threads);
  EXPECT_NEAR(one, log_normalizer.to(torch::kDouble).square().mean().item<double>(), 1e-5);
}

TEST(RouterZLoss, NumericJacobian) {
  torch::manual_seed(3);
  auto loss = [](const at::Tensor& logits) { return RouterZLoss(at::logsumexp(logits, {1})); };
  EXPECT_LT(GradientError(loss, torch::randn({4, 3}, torch::kDouble)), 1e-7);
}

TEST(RouterZLoss, NamesTheWeightWhereThereAreNoLogits) {
  try {
    RouterZLoss(at::Tensor());
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_NE(error.msg().find("set z_loss_weight to 0"), std::string::npos) << error.msg();
  }
}

}  // namespace
}  // namespace moebench
