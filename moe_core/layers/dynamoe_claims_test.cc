// DYNAMOE's theoretical claims, each measured on the layer it is about.

#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/layers/dynamoe_layer.h"
#include "moe_core/metrics/expected_flops.h"
#include "moe_core/metrics/layer_probes.h"
#include "moe_core/metrics/routing_patterns.h"

namespace moebench {
namespace {

constexpr int64_t kDim = 16;
constexpr double kTau = .7;
const std::vector<int> kDescending = {8, 6, 3, 1};

std::vector<DynamoeLayer> Layers(const std::string& router, const std::string& scope, const std::vector<int>& experts,
                                 double tau = kTau) {
  MoeLayerConfig config;
  config.router.set_kind(router);
  config.router.set_quantile_scope(scope);
  config.router.set_quantile(tau);
  MoeShape shape;
  shape.dim = kDim;
  std::vector<DynamoeLayer> layers = MakeDynamoeLayers(config, shape, experts).value();
  // Gates that are the first N features: independent where the features are.
  torch::NoGradGuard no_grad;
  for (DynamoeLayer& layer : layers) {
    at::Tensor& weight = layer->named_parameters()["moe.router.weight"];
    weight.copy_(torch::eye(weight.size(0), kDim));
  }
  return layers;
}

RouterInput Features(int64_t num_tokens, uint64_t key = 1) {
  RouterInput input;
  input.x = torch::randn({num_tokens, kDim});
  input.key = key;
  return input;
}

at::Tensor Counts(const Routing& routing) { return (routing.expert < routing.num_experts).sum(1); }

double MeanCount(const Routing& routing) { return Counts(routing).to(torch::kDouble).mean().item<double>(); }

// TOKEN scope: the number of experts does not depend on the token, with noise and without.
TEST(DynamoeClaims, TokenScopeTakesTheSameNumberForEveryToken) {
  torch::manual_seed(1);
  std::vector<DynamoeLayer> layers = Layers("quantile_gate", "token", kDescending);
  const std::vector<int64_t> expected = {3, 2, 1, 1};
  for (size_t l = 0; l < layers.size(); ++l) {
    EXPECT_EQ(TokenScopeExperts(kDescending[l], kTau), expected[l]);
    for (const bool training : {true, false}) {
      layers[l]->train(training);
      const Routing routing = layers[l]->forward(Features(2000)).routing;
      EXPECT_TRUE(Counts(routing).eq(expected[l]).all().item<bool>()) << kDescending[l] << " experts";
    }
  }
}

// LAYER scope in training: of T N gates all but ceil(tau (T N - 1)) are selected, a fixed number, and each token
// without any (probability tau^N) adds one. Their number has at most the binomial's variance T tau^N (1 - tau^N), so
// the mean is within 5 standard deviations (and 1 / T of rounding) but once in 1.7 million for a random seed, each; the
// seed is fixed.
TEST(DynamoeClaims, LayerScopeExpectationInTraining) {
  torch::manual_seed(2);
  const int64_t T = 20000;
  std::vector<DynamoeLayer> layers = Layers("quantile_gate", "layer", kDescending);
  for (size_t l = 0; l < layers.size(); ++l) {
    const double none = std::pow(kTau, kDescending[l]);
    const double error = 5 * std::sqrt(none * (1 - none) / T) + 1.0 / T;
    const Routing routing = layers[l]->forward(Features(T)).routing;
    EXPECT_NEAR(MeanCount(routing), LayerScopeExperts(kDescending[l], kTau), error) << kDescending[l] << " experts";
    const int64_t most = Counts(routing).max().item<int64_t>(), fewest = Counts(routing).min().item<int64_t>();
    EXPECT_EQ(most > fewest, kDescending[l] > 1) << kDescending[l] << " experts";
  }
}

// In evaluation the threshold comes from another batch without noise. The share of gates above it varies by
// sqrt(tau (1 - tau) / (T N)) for the threshold's error and as much for the sample's: 5 standard deviations of both.
TEST(DynamoeClaims, LayerScopeExpectationInEvaluation) {
  torch::manual_seed(3);
  const int64_t T = 20000;
  std::vector<DynamoeLayer> layers = Layers("quantile_gate", "layer", kDescending);
  for (size_t l = 0; l < layers.size(); ++l) {
    layers[l]->moe()->router()->Update(layers[l]->forward(Features(T)).routing.observation);
    layers[l]->eval();
    const double error = 5 * std::sqrt(2 * kDescending[l] * kTau * (1 - kTau) / T);
    const double mean = MeanCount(layers[l]->forward(Features(T)).routing);
    EXPECT_NEAR(mean, LayerScopeExperts(kDescending[l], kTau), error) << kDescending[l] << " experts";
  }
}

// Whatever the gates: between N (1 - tau) and one more, so dependence between gates changes the count by less than 1.
TEST(DynamoeClaims, LayerScopeMeanCountIsBoundedForAnyGates) {
  torch::manual_seed(4);
  const int64_t T = 1000;
  for (const double tau : {.3, .5, .7, .9}) {
    std::vector<DynamoeLayer> layers = Layers("quantile_gate", "layer", {8}, tau);
    for (const double spread : {0.0, 1.0, 100.0}) {  // of a part that all gates of a token share
      RouterInput input = Features(T);
      input.x = input.x + spread * torch::randn({T, 1});
      const double mean = MeanCount(layers[0]->forward(input).routing);
      EXPECT_GE(mean, 8 * (1 - tau) - 1.0 / T) << tau << " " << spread;
      EXPECT_LE(mean, 8 * (1 - tau) + 1) << tau << " " << spread;
    }
  }
}

// Theorem 1: a count that may vary reaches more patterns than a fixed one.
TEST(DynamoeClaims, Theorem1PatternCounts) {
  for (int64_t n = 2; n <= 64; n *= 2) {
    for (int64_t k = 1; k < n; ++k) EXPECT_GT(LogPatternsFrom(n, k), LogBinomial(n, k)) << n << " " << k;
  }
  EXPECT_NEAR(LogPatternsFrom(8, 1) - LogBinomial(8, 2), std::log(255.0 / 28), 1e-12);
}

// ... and does reach them at LAYER scope. It is empty under TOKEN scope, where the count is fixed: what occurs are the
// C(8, 3) patterns of fixed top-3. The rarest pattern of 20,000 tokens is expected 78 times at tau = .5 (each gate
// above the median or not), 357 times at TOKEN scope and 714 times at top-2, so that one is missed once in 10^31 or
// less.
TEST(DynamoeClaims, Theorem1IsEmptyUnderTokenScope) {
  torch::manual_seed(5);
  const int64_t T = 20000;
  const auto patterns = [&](const std::string& router, const std::string& scope, double tau) {
    return CountPatterns(Layers(router, scope, {8}, tau)[0]->forward(Features(T)).routing);
  };
  EXPECT_EQ(patterns("quantile_gate", "layer", .5), 255);
  EXPECT_EQ(patterns("quantile_gate", "token", kTau), 56);
  EXPECT_EQ(patterns("fixed_gate", "layer", kTau), 28);
  EXPECT_NEAR(LogBinomial(8, TokenScopeExperts(8, kTau)), std::log(56.0), 1e-12);
}

// Operations of the work a layer did: the rows its experts were given, the gates it scored.
double CountedFlopsPerToken(DynamoeLayer& layer, const RouterInput& input) {
  const MoeOutput out = layer->forward(input);
  const double rows = static_cast<double>(out.plan.offset[out.plan.num_experts].item<int64_t>());
  const double tokens = static_cast<double>(input.x.size(0));
  return rows / tokens * static_cast<double>(layer->moe()->experts()->FlopsPerAssignment()) +
         static_cast<double>(layer->moe()->router()->FlopsPerToken());
}

// Proposition 1. Exact at TOKEN scope; at LAYER scope to 5 standard deviations of the mean count, as above.
TEST(DynamoeClaims, Proposition1FlopsAgainstCounted) {
  torch::manual_seed(6);
  const int64_t T = 5000;
  std::vector<DynamoeLayer> by_token = Layers("quantile_gate", "token", kDescending);
  std::vector<DynamoeLayer> by_layer = Layers("quantile_gate", "layer", kDescending);
  for (size_t l = 0; l < kDescending.size(); ++l) {
    const int64_t N = kDescending[l];
    const double fixed = static_cast<double>(TokenScopeExperts(N, kTau)), mean = LayerScopeExperts(N, kTau);
    EXPECT_DOUBLE_EQ(CountedFlopsPerToken(by_token[l], Features(T)), DynamoeFlopsPerToken(kDim, kDim, N, fixed));
    const double none = std::pow(kTau, N);
    const double error = 5 * std::sqrt(none * (1 - none) / T) + 1.0 / T;
    EXPECT_NEAR(CountedFlopsPerToken(by_layer[l], Features(T)), DynamoeFlopsPerToken(kDim, kDim, N, mean),
                error * 4 * kDim * kDim)
        << N << " experts";
    double cost = 0;
    for (const stats::PartCost& part :
         MoeCost(*by_layer[l]->moe()->router(), *by_layer[l]->moe()->experts(), 1, mean)) {
      cost += static_cast<double>(part.flops());
    }
    EXPECT_NEAR(cost, DynamoeFlopsPerToken(kDim, kDim, N, mean), 1);  // rounded to whole operations
  }
}

// Per-sample gradients of the gate's weight, [T, N, D], under the loss ||y - target||^2 / 2: the gradient of a token's
// gates, w_i (u_i - sum_j w_j u_j) / T with u = dloss / dw, times its features. Their sum is what autograd finds.
at::Tensor GateGradients(DynamoeLayer& layer, const RouterInput& input, const at::Tensor& target, Routing& routing) {
  const MoeOutput out = layer->forward(input);
  routing = out.routing;
  const at::Tensor gate = layer->named_parameters()["moe.router.weight"];
  const auto gradients = torch::autograd::grad({(out.output - target).square().sum() / 2}, {out.routing.weight, gate});
  const at::Tensor w = out.routing.weight.detach(), u = gradients[0];
  const at::Tensor slope =
      w * (u - (w * u).sum(1, /*keepdim=*/true)) / layer->moe()->router()->config().gate_temperature();
  const at::Tensor of_gates =
      torch::zeros({w.size(0), routing.num_experts + 1}).scatter_add_(1, routing.expert, slope).slice(1, 0, -1);
  const at::Tensor samples = of_gates.unsqueeze(2) * input.x.unsqueeze(1);
  EXPECT_TRUE(torch::allclose(samples.sum(0), gradients[1], 1e-3, 1e-2));
  return samples;
}

double UsageEntropy(const Routing& routing) {
  const at::Tensor chosen = routing.expert.masked_select(routing.expert < routing.num_experts);
  const at::Tensor share = torch::bincount(chosen, {}, routing.num_experts).to(torch::kDouble) / chosen.numel();
  return -torch::xlogy(share, share).sum().item<double>();
}

struct GateVariance {
  double all;             // trace of the covariance of per-sample gate gradients
  double several;         // of the tokens with more than one expert
  double relative_noise;  // all over the squared norm of the mean gradient
  double usage_entropy;   // nats
};

GateVariance Measure(DynamoeLayer& layer, const RouterInput& input, const at::Tensor& target) {
  Routing routing;
  const at::Tensor samples = GateGradients(layer, input, target, routing);
  const at::Tensor several = samples.index_select(0, (Counts(routing) > 1).nonzero().squeeze(1));
  const at::Tensor single = samples.index_select(0, (Counts(routing) == 1).nonzero().squeeze(1));
  EXPECT_TRUE(single.eq(0).all().item<bool>());  // the weight of an only expert is 1 whatever its gate
  const double variance = GradientVariance(samples);
  // The squared mean of n samples is variance / n too large on average.
  const double squared_mean =
      samples.mean(0).square().sum().item<double>() - variance / static_cast<double>(samples.size(0));
  return {variance, GradientVariance(several), variance / squared_mean, UsageEntropy(routing)};
}

// Theorem 2 bounds the variance of the gate's gradient under dynamic routing by that under fixed top-2, less a term
// that grows with delta, the excess of its usage entropy (assumption A2: delta > 0). Its constants are not stated, so
// there is no bound to check: this measures. 60 layers of 8 random experts with random gates and targets, T = 4,000,
// LAYER scope, smallest to largest, as ratios to fixed top-2:
//
//   tau  variance    of tokens with several experts  over the squared mean gradient  delta in nats
//   .7   .68 to .85  .97 to 1.09 (56 of 60 over 1)   .70 to .96                      -.002 to .027
//   .9   .25 to .38  1.26 to 1.95                    1.45 to 4.85                    -.104 to -.004
//
// The variance was lower in each of them. Delta does not explain it: it is nearly 0 at tau = .7 (of log 8 = 2.08) and
// negative, so that the bound says nothing, where the variance falls most. Tokens with a single expert do (a quarter at
// .7, four fifths at .9): their gates get no gradient at all; among the others the variance is top-2's or higher. Nor
// is a lower variance always a better gradient: over its squared mean it is lower at .7, higher at .9. The test repeats
// three such layers; its limits are wider than the ranges above, and no more than a record of them.
TEST(DynamoeClaims, Theorem2GateGradientVarianceMeasured) {
  const int64_t T = 4000;
  for (const uint64_t seed : {100, 101, 102}) {
    torch::manual_seed(seed);
    std::vector<DynamoeLayer> layers = {Layers("fixed_gate", "layer", {8})[0],
                                        Layers("quantile_gate", "layer", {8}, .7)[0],
                                        Layers("quantile_gate", "layer", {8}, .9)[0]};
    const at::Tensor gate = torch::randn({8, kDim}) / std::sqrt(kDim), target = torch::randn({T, kDim});
    const RouterInput input = Features(T);
    std::vector<GateVariance> measured;
    for (DynamoeLayer& layer : layers) {
      for (auto& item : layer->named_parameters()) {
        torch::NoGradGuard no_grad;
        item.value().copy_(item.key() == "moe.router.weight" ? gate : layers[0]->named_parameters()[item.key()]);
      }
      measured.push_back(Measure(layer, input, target));
    }
    const GateVariance &fixed = measured[0], &dynamic = measured[1], &sparse = measured[2];
    EXPECT_NEAR(dynamic.all / fixed.all, .77, .15) << seed;
    EXPECT_NEAR(dynamic.several / fixed.all, 1.03, .12) << seed;
    EXPECT_LT(dynamic.relative_noise, fixed.relative_noise) << seed;
    EXPECT_NEAR(dynamic.usage_entropy - fixed.usage_entropy, 0, .05) << seed;
    EXPECT_NEAR(sparse.all / fixed.all, .31, .12) << seed;
    EXPECT_GT(sparse.several / fixed.all, 1.1) << seed;
    EXPECT_GT(sparse.relative_noise, fixed.relative_noise) << seed;
    EXPECT_LT(sparse.usage_entropy, fixed.usage_entropy) << seed;
  }
}

}  // namespace
}  // namespace moebench
