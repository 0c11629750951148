#include "moe_core/metrics/probe_run.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/metrics/layer_probes.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

at::Tensor HalfSquares(const at::Tensor& y, size_t /*batch*/) { return y.square().sum() / 2; }

TEST(ProbeRun, TwoLinearLayersByHand) {
  // h_1 = 2 x, h_2 = (2 x_0, 0). dL/dh_2 = h_2; dL/dh_1 = (h_2's first, 0).
  const at::Tensor keep_first = torch::tensor({1.0, 0.0}, torch::kDouble);
  const std::vector<ProbedLayer> layers = {[](const at::Tensor& h) { return 2 * h; },
                                           [&](const at::Tensor& h) { return h * keep_first; }};
  const at::Tensor x = torch::tensor({{1.0, 0.0}, {0.0, 1.0}, {2.0, 0.0}}, torch::kDouble);
  const std::vector<DiversityProbe> probes = ProbeRun(layers, {x}, HalfSquares, {});
  ASSERT_EQ(probes.size(), 4);
  EXPECT_EQ(probes[0].name, "activation_entropy");
  EXPECT_DOUBLE_EQ(probes[0].by_layer[0], ActivationEntropy(2 * x));
  // Both layers' gradients have the first column 2, 0, 4 with mean 2: (0 + 4 + 4) / 2; the second is 0.
  EXPECT_EQ(probes[1].name, "gradient_variance");
  EXPECT_DOUBLE_EQ(probes[1].by_layer[0], 4);
  EXPECT_DOUBLE_EQ(probes[1].by_layer[1], 4);
  // Singular values of 2 x: 2 sqrt(5) and 2; shares .690983 and .309017, entropy .618312. Of h_2: one.
  EXPECT_EQ(probes[2].name, "effective_rank");
  EXPECT_NEAR(probes[2].by_layer[0], std::exp(.618312), 1e-5);
  EXPECT_NEAR(probes[2].by_layer[1], 1, 1e-9);
  EXPECT_EQ(probes[3].name, "jacobian_norm");
  EXPECT_NEAR(probes[3].by_layer[0], std::sqrt(8.0), 1e-12);
  EXPECT_NEAR(probes[3].by_layer[1], 1, 1e-12);
}

TEST(ProbeRun, IsTheMeanOverBatchesAndLeavesParametersAlone) {
  torch::manual_seed(1);
  const at::Tensor weight = torch::randn({3, 3}).requires_grad_();
  const std::vector<ProbedLayer> layers = {[&](const at::Tensor& h) { return torch::tanh(h.matmul(weight)); }};
  const at::Tensor a = torch::randn({8, 3}), b = torch::randn({5, 3});
  const auto both = ProbeRun(layers, {a, b}, HalfSquares, {});
  const auto first = ProbeRun(layers, {a}, HalfSquares, {}), second = ProbeRun(layers, {b}, HalfSquares, {});
  for (size_t probe : {0, 1, 2}) {  // the Jacobian norm of b draws other signs when it comes second
    EXPECT_NEAR(both[probe].by_layer[0], (first[probe].by_layer[0] + second[probe].by_layer[0]) / 2, 1e-9) << probe;
  }
  EXPECT_EQ(both[3].by_layer, ProbeRun(layers, {a, b}, HalfSquares, {})[3].by_layer);
  EXPECT_FALSE(weight.grad().defined());
}

// A stack that forgets: each layer keeps half of the directions left.
TEST(ProbeRun, ALayerThatCollapsesGetsFewerExperts) {
  torch::manual_seed(2);
  std::vector<ProbedLayer> layers;
  for (const int64_t kept : {16, 8, 4, 2}) {
    const at::Tensor mask = (torch::arange(16) < kept).to(torch::kDouble);
    layers.push_back([mask](const at::Tensor& h) { return h * mask; });
  }
  const auto probes = ProbeRun(layers, {torch::randn({64, 16}, torch::kDouble)}, HalfSquares, {});
  const std::vector<double> diversity = DiversityIndex(probes).value();
  const std::vector<int> experts = RdcExperts(diversity, 1, 8).value();
  EXPECT_EQ(experts.front(), 8);
  EXPECT_EQ(experts.back(), 1);
  for (size_t layer = 1; layer < 4; ++layer) EXPECT_LE(experts[layer], experts[layer - 1]) << layer;
  EXPECT_LT(MisalignmentPenalty(experts, diversity).value(), MisalignmentPenalty({1, 3, 6, 8}, diversity).value());
}

TEST(ProbeRun, RefusesNothingToProbe) {
  EXPECT_THAT(
      [] {
        ProbeRun({}, {torch::ones({2, 2})}, HalfSquares, {});
      },
      ThrowsMessage<c10::Error>(HasSubstr("0 layers and 1 batches")));
}

}  // namespace
}  // namespace moebench
