// C10: one training step (forward, backward, AdamW) of WideResNet-16-4 with a 10-way head on 32 x 32 images, batch 64:
// bf16 autocast in channels-last against LibTorch's default, fp32 in NCHW. Its Python peer is
// benchmarks/peers/wrn_training_step.py.

#include <ATen/autocast_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "benchmark/benchmark.h"
#include "moe_core/training/adamw.h"
#include "vision/models/ecology_model.h"
#include "vision/models/wide_resnet.h"

namespace moebench::vision {
namespace {

constexpr int64_t kBatch = 64;

AdamW OptimizerOf(WideResNet& net) {
  ParameterGroup group;
  for (const auto& item : net->named_parameters()) {
    group.names.push_back(item.key());
    group.parameters.push_back(item.value());
  }
  return AdamW(TrainingConfig(), {group});
}

// The two paths must compute the same thing: their losses on one batch differ by bf16's rounding at most.
bool LossesAgree(double bf16, double fp32) { return std::abs(bf16 - fp32) <= 2e-2 * std::abs(fp32); }

at::Tensor Loss(WideResNet& net, const at::Tensor& image, const at::Tensor& label, bool bf16) {
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
  at::autocast::set_autocast_enabled(at::kCPU, bf16);
  const at::Tensor logits = net->forward(image);
  at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(at::kCPU, false);
  return at::cross_entropy_loss(logits.to(at::kFloat), label);
}

void BM_TrainingStep(benchmark::State& state) {
  const bool bf16_channels_last = state.range(0) != 0;
  EncoderConfig config;
  config.set_depth(16);
  config.set_widen_factor(4);
  config.set_feature_dim(10);
  torch::manual_seed(0);
  WideResNet net(config);
  at::Tensor image = torch::randn({kBatch, 3, 32, 32});
  const at::Tensor label = torch::randint(10, {kBatch}, torch::kLong);
  const double reference = Loss(net, image, label, /*bf16=*/false).item<double>();
  if (bf16_channels_last) {
    UseChannelsLast(*net);
    image = image.contiguous(at::MemoryFormat::ChannelsLast);
  }
  AdamW optimizer = OptimizerOf(net);
  if (!LossesAgree(Loss(net, image, label, bf16_channels_last).item<double>(), reference)) {
    state.SkipWithError("the loss differs from the fp32 reference");
    return;
  }
  for (auto _ : state) {
    Loss(net, image, label, bf16_channels_last).backward();
    optimizer.Step({1e-3});
    optimizer.ZeroGrad();
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_TrainingStep)->ArgName("bf16_channels_last")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace moebench::vision
