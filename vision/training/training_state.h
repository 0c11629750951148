#ifndef MOEBENCH_VISION_TRAINING_TRAINING_STATE_H_
#define MOEBENCH_VISION_TRAINING_TRAINING_STATE_H_

// Everything a training step reads and changes, and all of it that a checkpoint holds. What is not here is a pure
// function of the configuration, the seed and the step: batches, augmentation, random dispatch, every schedule.

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "moe_core/schedules/training_length.h"
#include "moe_core/training/adamw.h"
#include "moe_core/training/checkpoint.h"
#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"
#include "vision/models/ecology_model.h"

namespace moebench::vision {

struct TrainingState {
  Experiment experiment;
  uint64_t seed = 0;
  TrainingLength length;
  c10::Device device = c10::kCPU;
  EcologyModel model{nullptr};
  std::unique_ptr<AdamW> optimizer;
  int64_t step = 0;         // optimizer steps taken
  stats::RunRecord record;  // of checkpoints: the evaluations and the last evaluation's correctness
};

// A state at step 0: the model's weights are a pure function of (experiment, seed).
TrainingState MakeTrainingState(const Experiment& experiment, uint64_t seed, int64_t num_classes,
                                const TrainingLength& length, c10::Device device);

// Router and experts learn at training.expert_lr, the encoder at training.lr: both rates of step `state.step`.
std::vector<double> LearningRates(const TrainingState& state);

// Writes model, optimizer, step and evaluations; byte-equal for equal states.
absl::Status SaveState(const TrainingState& state, const std::string& config_sha256, const std::string& path);

// Reads a checkpoint of this configuration and seed back into `state`. FailedPrecondition where it is of another one;
// DataLoss where the file is damaged. `state` is unchanged on error.
absl::Status LoadState(const std::string& path, const std::string& config_sha256, TrainingState* state);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_TRAINING_STATE_H_
