#include "moe_core/experts/linear_experts.h"

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(LinearExperts, ByHand) {
  LinearExperts bank(2, 2, 1);
  {
    torch::NoGradGuard no_grad;
    bank->named_parameters()["weight"].copy_(torch::tensor({{{1.f, 2.f}}, {{3.f, -1.f}}}));
    bank->named_parameters()["bias"].copy_(torch::tensor({{.5f}, {0.f}}));
  }
  const at::Tensor x = torch::tensor({{1.f, 1.f}, {2.f, 0.f}});
  // expert 0: 1 + 2 + .5 = 3.5 and 2 + .5 = 2.5; expert 1: 3 - 1 = 2 and 6
  EXPECT_TRUE(torch::equal(bank->ForwardAll(x), torch::tensor({{{3.5f}, {2.f}}, {{2.5f}, {6.f}}})));
  const DispatchPlan plan = MakeDispatchPlan(torch::tensor({{1, 0}, {0, 2}}, torch::kLong), 2);
  const at::Tensor weight = torch::tensor({{.25f, .75f}, {.5f, .0f}});
  // .25 * 2 + .75 * 3.5 = 3.125; .5 * 2.5 (the second slot is empty)
  EXPECT_TRUE(torch::allclose(bank->forward(x, plan, weight), torch::tensor({{3.125f}, {1.25f}})));
}

TEST(LinearExperts, DispatchedEqualsAllExpertsWithGradients) {
  torch::manual_seed(3);
  constexpr int64_t T = 37, E = 5, K = 2, D = 7, C = 3;
  LinearExperts bank(E, D, C);
  const at::Tensor expert =
      torch::rand({T, E}).argsort(/*dim=*/int64_t{1}, /*descending=*/false).narrow(1, 0, K).contiguous();
  const at::Tensor weight = torch::rand({T, K});
  at::Tensor x = torch::randn({T, D}).requires_grad_();
  const at::Tensor direction = torch::randn({T, C});

  auto gradients = [&](const at::Tensor& y) {
    return torch::autograd::grad({(y * direction).sum()},
                                 {x, bank->named_parameters()["weight"], bank->named_parameters()["bias"]});
  };
  const at::Tensor sparse = bank->forward(x, MakeDispatchPlan(expert, E), weight);
  const at::Tensor chosen = bank->ForwardAll(x).gather(1, expert.unsqueeze(2).expand({T, K, C}));  // [T, K, C]
  const at::Tensor dense = (chosen * weight.unsqueeze(2)).sum(1);
  EXPECT_TRUE(torch::allclose(sparse, dense, 1e-5, 1e-6));
  const auto sparse_gradients = gradients(sparse), dense_gradients = gradients(dense);
  for (size_t i = 0; i < sparse_gradients.size(); ++i) {
    EXPECT_TRUE(torch::allclose(sparse_gradients[i], dense_gradients[i], 1e-4, 1e-5)) << i;
  }
}

TEST(LinearExperts, RefusesAPlanForAnotherBank) {
  LinearExperts bank(2, 2, 1);
  EXPECT_THROW(
      bank->forward(torch::ones({1, 2}), MakeDispatchPlan(torch::zeros({1, 1}, torch::kLong), 3), torch::ones({1, 1})),
      c10::Error);
}

}  // namespace
}  // namespace moebench
