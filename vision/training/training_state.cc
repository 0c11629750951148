#include "vision/training/training_state.h"

#include <ATen/ops/empty.h>
#include <torch/utils.h>

#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/schedules/learning_rate.h"

namespace moebench::vision {
namespace {

constexpr char kFormat[] = "moebench-vision-1";
constexpr char kProgress[] = "progress";  // the serialised evaluations

// Model, buffers and optimizer by checkpoint key; the tensors are the live ones.
NamedTensors LiveTensors(const TrainingState& state) {
  NamedTensors tensors;
  for (const auto& item : state.model->named_parameters()) tensors["model." + item.key()] = item.value().detach();
  for (const auto& item : state.model->named_buffers()) tensors["model." + item.key()] = item.value();
  for (const auto& [name, tensor] : state.optimizer->State()) tensors["optimizer." + name] = tensor;
  return tensors;
}

at::Tensor ProgressTensor(const stats::RunRecord& record) {
  stats::RunRecord progress;
  *progress.mutable_evaluation() = record.evaluation();
  progress.set_correct(record.correct());
  const std::string bytes = progress.SerializeAsString();
  at::Tensor tensor = at::empty({static_cast<int64_t>(bytes.size())}, at::kByte);
  std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
  return tensor;
}

std::vector<ParameterGroup> Groups(EcologyModel& model) {
  ParameterGroup encoder, moe;
  for (const auto& item : model->named_parameters()) {
    ParameterGroup& group = item.key().rfind("encoder.", 0) == 0 ? encoder : moe;
    group.names.push_back(item.key());
    group.parameters.push_back(item.value());
  }
  return {encoder, moe};
}

absl::Status CheckSameRun(const std::string& path, const CheckpointMetadata& metadata, const CheckpointMetadata& want) {
  for (const auto& [key, value] : want) {
    const auto found = metadata.find(key);
    const std::string have = found == metadata.end() ? "missing" : found->second;
    if (have != value) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, " is no checkpoint of this run: its ", key, " is ", have, ", expected ", value));
    }
  }
  return absl::OkStatus();
}

CheckpointMetadata RunMetadata(const TrainingState& state, const std::string& config_sha256) {
  return {{"format", kFormat}, {"config_sha256", config_sha256}, {"seed", absl::StrCat(state.seed)}};
}

}  // namespace

TrainingState MakeTrainingState(const Experiment& experiment, uint64_t seed, int64_t num_classes,
                                const TrainingLength& length, c10::Device device) {
  TrainingState state;
  state.experiment = experiment;
  state.seed = seed;
  state.length = length;
  state.device = device;
  torch::manual_seed(seed);
  state.model = EcologyModel(experiment, num_classes);
  state.model->to(device);
  UseChannelsLast(*state.model);
  state.optimizer = std::make_unique<AdamW>(experiment.training(), Groups(state.model));
  return state;
}

std::vector<double> LearningRates(const TrainingState& state) {
  const TrainingConfig& training = state.experiment.training();
  const double expert_lr = training.has_expert_lr() ? training.expert_lr() : training.lr();
  return {LearningRate(training, training.lr(), state.length, state.step),
          LearningRate(training, expert_lr, state.length, state.step)};
}

absl::Status SaveState(const TrainingState& state, const std::string& config_sha256, const std::string& path) {
  NamedTensors tensors = LiveTensors(state);
  tensors[kProgress] = ProgressTensor(state.record);
  CheckpointMetadata metadata = RunMetadata(state, config_sha256);
  metadata["step"] = absl::StrCat(state.step);
  return SaveCheckpoint(path, tensors, metadata);
}

absl::Status LoadState(const std::string& path, const std::string& config_sha256, TrainingState* state) {
  MOE_ASSIGN_OR_RETURN(const CheckpointMetadata metadata, ReadCheckpointMetadata(path));
  MOE_RETURN_IF_ERROR(CheckSameRun(path, metadata, RunMetadata(*state, config_sha256)));
  int64_t step = -1;
  const auto found = metadata.find("step");
  if (found == metadata.end() || !absl::SimpleAtoi(found->second, &step) || step < 0 ||
      step > state->length.total_steps) {
    return absl::DataLossError(absl::StrCat(path, " names no step between 0 and ", state->length.total_steps));
  }
  MOE_ASSIGN_OR_RETURN(const at::Tensor progress_bytes, ReadCheckpointTensor(path, kProgress));
  stats::RunRecord progress;
  if (!progress.ParseFromArray(progress_bytes.data_ptr(), static_cast<int>(progress_bytes.nbytes()))) {
    return absl::DataLossError(absl::StrCat(path, ": the evaluations it holds cannot be read"));
  }
  NamedTensors tensors = LiveTensors(*state);
  tensors[kProgress] = at::empty_like(progress_bytes);
  MOE_RETURN_IF_ERROR(LoadCheckpoint(path, tensors));
  state->step = step;
  *state->record.mutable_evaluation() = progress.evaluation();
  state->record.set_correct(progress.correct());
  return absl::OkStatus();
}

}  // namespace moebench::vision
