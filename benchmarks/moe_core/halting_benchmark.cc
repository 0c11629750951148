// Relative-norm halting saves time, not only operations: one evaluation of EQUIFINALITY's deep layer (rank-1 experts,
// K = 4, H = 3) on 4096 tokens, with every token taking every hop, and with halting at an epsilon that saves about 30 %
// of the hops. The weights are not trained, so epsilon is found by bisection; the counters say what was saved.

#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>
#include <torch/utils.h>

#include "benchmark/benchmark.h"
#include "moe_core/layers/multi_hop_moe.h"

namespace moebench {
namespace {

constexpr int64_t kTokens = 4096, kDim = 1024, kExperts = 1024, kTopK = 4, kHops = 3;
constexpr double kSavedHops = 0.3;

MultiHopMoe DeepLayer() {
  torch::manual_seed(1);
  MoeLayerConfig config;
  config.router.set_kind("cosine");
  config.router.set_num_experts(kExperts);
  config.router.set_top_k(kTopK);
  config.experts.set_kind("rank");
  MultiHopConfig hops;
  hops.set_num_hops(kHops);
  MoeShape shape;
  shape.dim = kDim;
  MultiHopMoe layer = MakeMultiHopMoe(config, hops, shape).value();
  layer->eval();
  return layer;
}

double SavedHops(MultiHopMoe& layer, const RouterInput& input, const HopOptions& options) {
  const int64_t taken = layer->forward(input, options).hops_taken.sum().item<int64_t>();
  return 1 - static_cast<double>(taken) / (kTokens * kHops);
}

HopOptions HaltingOptions(MultiHopMoe& layer, const RouterInput& input) {
  HopOptions options;
  double never = 0, at_once = 10;
  for (int step = 0; step < 20; ++step) {
    options.halting_epsilon = (never + at_once) / 2;
    (SavedHops(layer, input, options) < kSavedHops ? never : at_once) = options.halting_epsilon;
  }
  return options;
}

void BM_MultiHop(benchmark::State& state) {
  const at::NoGradGuard no_grad;
  MultiHopMoe layer = DeepLayer();
  RouterInput input;
  input.x = at::randn({kTokens, kDim});
  const HopOptions options = state.range(0) != 0 ? HaltingOptions(layer, input) : HopOptions();
  for (auto _ : state) benchmark::DoNotOptimize(layer->forward(input, options).output);
  state.counters["epsilon"] = options.halting_epsilon;
  state.counters["saved_hops"] = SavedHops(layer, input, options);
  state.SetItemsProcessed(state.iterations() * kTokens);
}
BENCHMARK(BM_MultiHop)->ArgName("halting")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace moebench
