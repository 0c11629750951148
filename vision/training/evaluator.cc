#include "vision/training/evaluator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sort.h>

#include <algorithm>

namespace moebench::vision {
namespace {

template <typename T>
void AppendTo(std::vector<T>& out, const at::Tensor& values) {
  const at::Tensor flat = values.to(at::kCPU, c10::CppTypeToScalarType<T>::value).contiguous();
  out.insert(out.end(), flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel());
}

// Whether the label is among the five largest, ties to the lower class: fewer than five classes beat it.
at::Tensor InTopFive(const at::Tensor& logits, const at::Tensor& label) {  // [B, C], [B] -> [B]
  const int64_t depth = std::min<int64_t>(5, logits.size(1));
  const at::Tensor order = std::get<1>(at::sort(logits, /*stable=*/true, /*dim=*/1, /*descending=*/true));
  return order.narrow(1, 0, depth).eq(label.unsqueeze(1)).any(1);
}

void AppendBatch(const MoeOutput& out, const at::Tensor& label, EvaluationSamples& samples) {
  const at::Tensor first = out.routing.expert.select(1, 0);  // [B]
  const at::Tensor index = first.view({-1, 1, 1}).expand({-1, 1, out.output.size(1)});
  const at::Tensor own_logits = at::gather(out.expert_outputs, 1, index).squeeze(1);  // [B, C] of the first expert
  AppendTo(samples.label, label);
  AppendTo(samples.expert, out.routing.expert);
  AppendTo(samples.top1_gated_prediction, own_logits.argmax(1));
  AppendTo(samples.prediction, out.output.argmax(1));
  AppendTo(samples.confidence, at::softmax(out.output, 1).amax(1));
  AppendTo(samples.top5_correct, InTopFive(out.output, label));
}

}  // namespace

absl::StatusOr<EvaluationSamples> EvaluateModel(EcologyModel& model, EvaluationBatches& batches, double temperature) {
  at::NoGradGuard no_grad;
  model->eval();
  ForwardOptions options;
  options.temperature = temperature;
  options.all_experts = true;
  EvaluationSamples samples;
  double loss_sum = 0;
  try {
    for (int64_t i = 0; i < batches.size(); ++i) {
      const ImageBatch batch = batches.Get(i);
      const MoeOutput out = model->forward(batch.image, options);
      samples.num_experts = static_cast<int>(out.routing.num_experts);
      samples.top_k = static_cast<int>(out.routing.expert.size(1));
      samples.num_classes = static_cast<int>(out.output.size(1));
      loss_sum += at::cross_entropy_loss(out.output, batch.label, {}, at::Reduction::Sum).item<double>();
      AppendBatch(out, batch.label, samples);
    }
  } catch (const NonFiniteLogits& error) {
    return absl::AbortedError(error.what());
  }
  samples.loss_nats = loss_sum / std::max<size_t>(1, samples.label.size());
  return samples;
}

std::string CorrectString(const EvaluationSamples& samples) {
  std::string correct(samples.label.size(), '0');
  for (size_t t = 0; t < correct.size(); ++t) correct[t] += samples.prediction[t] == samples.label[t];
  return correct;
}

}  // namespace moebench::vision
