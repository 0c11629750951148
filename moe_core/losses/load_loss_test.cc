#include "moe_core/losses/load_loss.h"

#include <ATen/Parallel.h>
#include <ATen/ops/softplus.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

Routing Make(const at::Tensor& clean, const at::Tensor& noisy, const at::Tensor& stddev, int64_t k) {
  Routing routing;
  routing.num_experts = clean.size(1);
  routing.expert = SelectTopK(noisy, k).index;
  routing.weight = torch::full({clean.size(0), k}, 1.0 / k, clean.options());
  routing.logits = clean;
  routing.noisy_logits = noisy;
  routing.noise_stddev = stddev;
  return routing;
}

// T = 4, E = 3, noise of deviation 1 in the first two tokens, 2 in the third, and 1, 2, 4 in the last.
Routing FourTokens(int64_t k) {
  return Make(torch::tensor({{1., 0., -1.}, {0., 2., 1.}, {3., 1., -1.}, {2., 2., 2.}}, torch::kDouble),
              torch::tensor({{2., 0., -1.}, {0., 1., 2.}, {1., 3., -1.}, {0., 4., 2.}}, torch::kDouble),
              torch::tensor({{1., 1., 1.}, {1., 1., 1.}, {2., 2., 2.}, {1., 2., 4.}}, torch::kDouble), k);
}

TEST(ExpectedLoad, ByHandTop1) {
  // The largest of the others, row by row: (0, 2, 2), (2, 2, 1), (3, 1, 3), (4, 2, 4).
  // clean - threshold over deviation: (1, -2, -3), (-2, 0, 0), (0, 0, -2), (-2, 0, -.5).
  // Phi(1) = .841345, Phi(0) = .5, Phi(-.5) = .308538, Phi(-2) = .022750, Phi(-3) = .001350.
  // Expert 0: .841345 + .022750 + .5 + .022750 = 1.386845
  // Expert 1: .022750 + .5 + .5 + .5 = 1.522750
  // Expert 2: .001350 + .5 + .022750 + .308538 = .832638
  const at::Tensor load = ExpectedLoad(FourTokens(1));
  EXPECT_TRUE(load.allclose(torch::tensor({1.386845, 1.522750, .832638}, torch::kDouble), 0, 2e-6)) << load;
}

TEST(LoadLoss, ByHandTop1) {
  // Mean 1.247411; deviations .139434, .275339, -.414773; squares .019442, .075812, .172037 -> variance .089097;
  // over 1.556034 = .057259
  EXPECT_NEAR(LoadLoss(FourTokens(1)).item<double>(), .057259, 2e-6);
}

TEST(ExpectedLoad, ByHandTop2) {
  // The second largest of the others is their smaller: (-1, -1, 0), (1, 0, 0), (-1, -1, 1), (2, 0, 0).
  // clean - threshold over deviation: (2, 1, -1), (-1, 2, 1), (2, 1, -1), (0, 1, .5).
  // Phi(2) = .977250, Phi(-1) = .158655, Phi(.5) = .691462.
  // Expert 0: .977250 + .158655 + .977250 + .5 = 2.613155
  // Expert 1: .841345 + .977250 + .841345 + .841345 = 3.501285
  // Expert 2: .158655 + .841345 + .158655 + .691462 = 1.850117
  const at::Tensor load = ExpectedLoad(FourTokens(2));
  EXPECT_TRUE(load.allclose(torch::tensor({2.613155, 3.501285, 1.850117}, torch::kDouble), 0, 2e-6)) << load;
}

TEST(ExpectedLoad, EveryExpertChosenHasProbabilityOne) {
  EXPECT_TRUE(ExpectedLoad(FourTokens(3)).equal(torch::full({3}, 4., torch::kDouble)));
  EXPECT_EQ(LoadLoss(FourTokens(3)).item<double>(), 0);
}

TEST(ExpectedLoad, ASingleExpert) {
  const at::Tensor one = torch::ones({5, 1});
  EXPECT_EQ(ExpectedLoad(Make(one, one, one, 1)).item<float>(), 5);
  EXPECT_EQ(LoadLoss(Make(one, one, one, 1)).item<float>(), 0);
}

TEST(ExpectedLoad, TiesAreEvenOdds) {
  // All equal, noise included: each threshold is the expert's own clean logit, Phi(0).
  const at::Tensor zero = torch::zeros({6, 4}, torch::kDouble);
  EXPECT_TRUE(ExpectedLoad(Make(zero, zero, zero + 1, 2)).equal(torch::full({4}, 3., torch::kDouble)));
}

TEST(LoadLoss, OneExpertTakesAll) {
  const at::Tensor clean = torch::tensor({{0., 0., 100., 0.}}, torch::kDouble).repeat({6, 1});
  EXPECT_NEAR(LoadLoss(Make(clean, clean, torch::ones_like(clean), 1)).item<double>(), 3, 1e-12);
}

TEST(LoadLoss, NoTokensGiveZero) {
  Routing routing;
  routing.num_experts = 3;
  routing.expert = torch::zeros({0, 2}, torch::kLong);
  routing.weight = torch::zeros({0, 2});
  EXPECT_TRUE(ExpectedLoad(routing).equal(torch::zeros({3})));
  EXPECT_EQ(LoadLoss(routing).item<float>(), 0);
}

TEST(ExpectedLoad, IsTheProbabilityOfBeingChosenOverThisExpertsNoise) {
  // One token, top-2 of 4: draw the noise of expert 2 alone 200,000 times and count how often it is chosen. The
  // standard error is below .00112; a bound of 5 of them has a false-alarm rate below 6e-7 (and the seed is fixed).
  torch::manual_seed(5);
  const at::Tensor clean = torch::tensor({{1., 0.5, 0.8, 0.}}, torch::kDouble);
  const at::Tensor stddev = torch::tensor({{1., .5, 2., 1.}}, torch::kDouble);
  const at::Tensor noisy = torch::tensor({{1.4, .9, 0., -.3}}, torch::kDouble);
  constexpr int64_t kDraws = 200000;
  at::Tensor drawn = noisy.repeat({kDraws, 1});
  drawn.select(1, 2).copy_(clean[0][2] + stddev[0][2] * torch::randn({kDraws}, torch::kDouble));
  const double share = SelectTopK(drawn, 2).index.eq(2).sum().item<double>() / kDraws;
  // One token's load is its probability.
  EXPECT_NEAR(ExpectedLoad(Make(clean, noisy, stddev, 2))[2].item<double>(), share, 5 * .00112);
}

TEST(LoadLoss, NumericJacobian) {
  torch::manual_seed(6);
  const at::Tensor noise = torch::randn({4, 3}, torch::kDouble);
  for (const int64_t k : {1, 2}) {
    auto loss = [&](const at::Tensor& parameters) {  // [4, 6]: clean logits, and those of the deviation
      const at::Tensor clean = parameters.narrow(1, 0, 3), stddev = at::softplus(parameters.narrow(1, 3, 3));
      return LoadLoss(Make(clean, clean + noise * stddev, stddev, k));
    };
    EXPECT_LT(GradientError(loss, torch::randn({4, 6}, torch::kDouble)), 1e-7) << "top-" << k;
  }
}

TEST(ExpectedLoad, TheSameBitsForAnyThreadCount) {
  torch::manual_seed(7);
  const at::Tensor clean = torch::randn({50000, 8});
  const Routing routing = Make(clean, clean + torch::randn({50000, 8}), torch::ones({50000, 8}), 2);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const at::Tensor one = ExpectedLoad(routing);
  at::set_num_threads(4);
  EXPECT_TRUE(ExpectedLoad(routing).equal(one));
  at::set_num_threads(threads);
}

TEST(LoadLoss, NamesTheWeightWhereThereIsNoNoise) {
  Routing routing = FourTokens(2);
  routing.noisy_logits = routing.noise_stddev = at::Tensor();
  try {
    LoadLoss(routing);
    FAIL() << "accepted";
  } catch (const c10::Error& error) {
    EXPECT_NE(error.msg().find("noisy_top_k"), std::string::npos) << error.msg();
    EXPECT_NE(error.msg().find("set load_weight to 0"), std::string::npos) << error.msg();
  }
}

}  // namespace
}  // namespace moebench
