#include "vision/training/training_loop.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/isfinite.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "moe_core/losses/oracle_loss.h"
#include "moe_core/routing/router.h"
#include "moe_core/schedules/checkpoint_times.h"
#include "moe_core/schedules/evaluation_times.h"
#include "moe_core/schedules/random_warmup.h"
#include "moe_core/schedules/temperature_schedule.h"

namespace moebench::vision {
namespace {

bool IsDue(const std::vector<int64_t>& steps, int64_t step) {
  return std::binary_search(steps.begin(), steps.end(), step);
}

bool AlreadyEvaluated(const TrainingState& state) {
  const auto& evaluations = state.record.evaluation();
  return !evaluations.empty() && evaluations.rbegin()->step() >= state.step;
}

ForwardOptions OptionsAt(const TrainingState& state, uint64_t micro_batch) {
  ForwardOptions options;
  options.temperature = RoutingTemperature(state.experiment.router(), state.length, state.step);
  options.random_dispatch = InRandomWarmup(state.experiment.router(), state.length, state.step);
  options.key = MixSeed(MixSeed(state.seed, state.step), micro_batch);
  options.all_experts = NeedsAllExperts(state.experiment.loss());
  return options;
}

LossTerms MicroBatchLoss(TrainingState& state, const ImageBatch& batch, uint64_t micro_batch,
                         std::vector<at::Tensor>& observations) {
  const MoeOutput out = state.model->forward(batch.image, OptionsAt(state, micro_batch));
  EcologyLossInput input;
  input.cross_entropy = at::cross_entropy_loss(out.output, batch.label);
  if (out.expert_outputs.defined()) input.expert_loss = ExpertCrossEntropy(out.expert_outputs, batch.label);
  input.expert_outputs = out.expert_outputs;
  input.prototypes = out.routing.prototypes;
  if (out.routing.observation.defined()) observations.push_back(out.routing.observation);
  LossTerms loss = EcologyLoss(state.experiment.loss(), out.routing, input);
  for (const LossTerm& term : out.losses.terms) AddTerm(loss, term.name, term.weight, term.value);
  return loss;
}

// Adds `part`, weighted, to the running sum of terms, without gradients.
void Accumulate(LossTerms& sum, const LossTerms& part, double weight) {
  if (sum.terms.empty()) {
    sum = part;
    sum.total = part.total.detach() * weight;
    for (LossTerm& term : sum.terms) term.value = term.value.detach() * weight;
    return;
  }
  sum.total = sum.total + part.total.detach() * weight;
  for (size_t i = 0; i < sum.terms.size(); ++i) {
    sum.terms[i].value = sum.terms[i].value + part.terms[i].value.detach() * weight;
  }
}

absl::Status CheckFinite(const LossTerms& loss, int64_t step) {
  if (std::isfinite(loss.total.item<double>())) return absl::OkStatus();
  for (const LossTerm& term : loss.terms) {
    const double value = term.value.item<double>();
    if (!std::isfinite(value)) {
      return absl::AbortedError(absl::StrCat("the loss is ", loss.total.item<double>(), " at step ", step + 1,
                                             ": its term ", term.name, " is ", value,
                                             "; lower training.lr or look at the data"));
    }
  }
  return absl::AbortedError(
      absl::StrCat("the loss is not finite at step ", step + 1, ": the sum of its terms overflows"));
}

// A loss can be finite and the step that follows from it overflow. Such a model is no checkpoint to go on from. `last`
// is the loss of that step.
absl::Status CheckModelFinite(const TrainingState& state, const LossTerms& last) {
  auto tensors = state.model->named_parameters();
  for (const auto& item : state.model->named_buffers()) tensors.insert(item.key(), item.value());
  for (const auto& item : tensors) {
    if (at::isfinite(item.value().detach()).all().item<bool>()) continue;
    const auto largest =
        std::max_element(last.terms.begin(), last.terms.end(), [](const LossTerm& a, const LossTerm& b) {
          return std::abs(a.weight * a.value.item<double>()) < std::abs(b.weight * b.value.item<double>());
        });
    return absl::AbortedError(absl::StrCat("after step ", state.step, " the model's ", item.key(),
                                           " is NaN or infinite; the largest term of its loss was ", largest->name,
                                           ", ", largest->value.item<double>(), "; lower training.lr"));
  }
  return absl::OkStatus();
}

StepReport Report(const TrainingState& state, const LossTerms& loss, const std::vector<double>& lr) {
  StepReport report;
  const ForwardOptions options = OptionsAt(state, 0);
  report.step = state.step + 1;
  report.epoch = static_cast<double>(report.step) / state.length.steps_per_epoch;
  report.temperature = options.temperature;
  report.random_dispatch = options.random_dispatch;
  report.lr = lr[0];
  report.loss = loss.total.item<double>();
  for (const LossTerm& term : loss.terms) report.terms.emplace_back(term.name, term.value.item<double>());
  return report;
}

// A router refuses logits that are not finite before there is a loss to look at.
absl::StatusOr<StepLosses> FiniteForwardBackward(TrainingState& state, const ImageBatch& batch, PhaseTimer& timer) {
  try {
    StepLosses losses = ForwardBackward(state, batch, timer);
    MOE_RETURN_IF_ERROR(CheckFinite(losses.loss, state.step));
    return losses;
  } catch (const NonFiniteLogits& error) {
    return absl::AbortedError(absl::StrCat("the loss is nan at step ", state.step + 1,
                                           ": its term cross_entropy is nan, as in the ", error.what(),
                                           "; lower training.lr or look at the data"));
  }
}

}  // namespace

StepLosses ForwardBackward(TrainingState& state, const ImageBatch& batch, PhaseTimer& timer) {
  const int64_t size = batch.image.size(0);
  const int64_t configured = state.experiment.training().micro_batch_size();
  const int64_t micro = configured > 0 ? std::min(configured, size) : size;
  StepLosses losses;
  for (int64_t begin = 0; begin < size; begin += micro) {
    const int64_t end = std::min(begin + micro, size);
    const double weight = static_cast<double>(end - begin) / size;
    timer.Start("forward");
    const LossTerms loss = MicroBatchLoss(state, {batch.image.slice(0, begin, end), batch.label.slice(0, begin, end)},
                                          begin / micro, losses.observations);
    Accumulate(losses.loss, loss, weight);
    if (!std::isfinite(loss.total.item<double>())) break;  // gradients of it would be worthless
    timer.Start("backward");
    (loss.total * weight).backward();
  }
  return losses;
}

absl::StatusOr<LoopEnd> RunTrainingLoop(TrainingState& state, TrainBatches& batches, const LoopHooks& hooks,
                                        PhaseTimer& timer) {
  const std::vector<int64_t> evaluation_steps = EvaluationSteps(state.experiment.evaluation(), state.length);
  const std::vector<int64_t> checkpoint_steps = CheckpointSteps(state.experiment.training(), state.length);
  const int64_t resumed_at = state.step;
  auto last_report = std::chrono::steady_clock::now();
  int64_t last_report_step = state.step;
  LossTerms loss;  // of the last step

  for (;; ++state.step) {
    state.model->eval();
    if (IsDue(evaluation_steps, state.step) && !AlreadyEvaluated(state)) {
      timer.Start("evaluation");
      MOE_RETURN_IF_ERROR(hooks.evaluate(state));
    }
    const bool stop = hooks.stop_requested();
    const bool already_saved = state.step > 0 && state.step == resumed_at;
    if (!already_saved && (stop || IsDue(checkpoint_steps, state.step))) {
      timer.Start("checkpoint");
      MOE_RETURN_IF_ERROR(CheckModelFinite(state, loss));
      MOE_RETURN_IF_ERROR(hooks.save(state));
    }
    if (state.step >= state.length.total_steps) return LoopEnd::kFinished;
    if (stop) return LoopEnd::kStopped;

    timer.Start("data");
    const ImageBatch batch = batches.Next();
    state.model->train();
    // Dropout draws by step, so that resuming needs no hidden state.
    torch::manual_seed(MixSeed(state.seed, state.step));
    MOE_ASSIGN_OR_RETURN(const StepLosses losses, FiniteForwardBackward(state, batch, timer));
    loss = losses.loss;

    timer.Start("optimizer");
    const std::vector<double> lr = LearningRates(state);
    const double clip_norm = state.experiment.training().clip_norm();
    if (clip_norm > 0) state.optimizer->ClipGradNorm(clip_norm);
    state.optimizer->Step(lr);
    state.optimizer->ZeroGrad();
    for (const at::Tensor& observation : losses.observations) state.model->router().Update(observation);

    hooks.progress(state.step + 1, loss.total.item<double>());
    if ((state.step + 1) % state.experiment.training().log_every() == 0) {
      StepReport report = Report(state, loss, lr);
      const auto now = std::chrono::steady_clock::now();
      report.samples_per_second = (report.step - last_report_step) * static_cast<double>(batch.image.size(0)) /
                                  std::chrono::duration<double>(now - last_report).count();
      last_report = now;
      last_report_step = report.step;
      MOE_RETURN_IF_ERROR(hooks.log(report));
    }
  }
}

}  // namespace moebench::vision
