#include "vision/training/linear_probe.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include "moe_core/schedules/learning_rate.h"
#include "moe_core/training/adamw.h"

namespace moebench::vision {
namespace {

at::Tensor Pixels(const ImageBatch& batch) {  // [B, 3, H, W] -> [B, 3 H W], in memory order
  return batch.image.permute({0, 2, 3, 1}).reshape({batch.image.size(0), -1});
}

// Gradients of the mean cross-entropy, in closed form: (softmax - one-hot) / B.
void SetGradients(const at::Tensor& x, const at::Tensor& label, at::Tensor& weight, at::Tensor& bias) {
  at::Tensor residual = at::softmax(at::linear(x, weight, bias), 1);  // [B, C]
  residual.scatter_add_(1, label.unsqueeze(1), residual.new_full({residual.size(0), 1}, -1.0));
  residual.div_(static_cast<double>(x.size(0)));
  weight.mutable_grad() = at::matmul(residual.t(), x);
  bias.mutable_grad() = residual.sum(0);
}

double Accuracy(const at::Tensor& weight, const at::Tensor& bias, EvaluationBatches& test) {
  int64_t right = 0, samples = 0;
  for (int64_t i = 0; i < test.size(); ++i) {
    const ImageBatch batch = test.Get(i);
    right += at::linear(Pixels(batch), weight, bias).argmax(1).eq(batch.label).sum().item<int64_t>();
    samples += batch.label.size(0);
  }
  return static_cast<double>(right) / static_cast<double>(samples);
}

}  // namespace

double LinearProbeAccuracy(TrainBatches& train, EvaluationBatches& test, int64_t num_classes, double epochs,
                           const std::function<void(int64_t step, int64_t total)>& progress) {
  at::NoGradGuard no_grad;
  TrainingConfig config;
  config.set_weight_decay(0.01);
  const TrainingLength length = MakeTrainingLength(epochs, train.steps_per_epoch());
  at::Tensor weight, bias;
  std::unique_ptr<AdamW> optimizer;
  for (int64_t step = 0; step < length.total_steps; ++step) {
    const ImageBatch batch = train.Next();
    const at::Tensor x = Pixels(batch);
    if (!weight.defined()) {
      weight = at::zeros({num_classes, x.size(1)}, x.options());
      bias = at::zeros({num_classes}, x.options());
      optimizer = std::make_unique<AdamW>(config, std::vector<ParameterGroup>{{{"weight", "bias"}, {weight, bias}}});
    }
    SetGradients(x, batch.label, weight, bias);
    optimizer->Step({LearningRate(config, 1e-3, length, step)});
    progress(step + 1, length.total_steps);
  }
  return Accuracy(weight, bias, test);
}

}  // namespace moebench::vision
