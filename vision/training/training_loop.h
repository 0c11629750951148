#ifndef MOEBENCH_VISION_TRAINING_TRAINING_LOOP_H_
#define MOEBENCH_VISION_TRAINING_TRAINING_LOOP_H_

// The training loop of the vision suite. Its order: evaluate when due, save when due, stop test, batch, forward, loss,
// backward, clip, step, log.

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "moe_core/losses/ecology_loss.h"
#include "vision/training/image_batches.h"
#include "vision/training/phase_timer.h"
#include "vision/training/training_state.h"

namespace moebench::vision {

// What a logged training step was. Times are wall-clock.
struct StepReport {
  int64_t step = 0;  // steps taken, this one included
  double epoch = 0;
  double temperature = 0;
  bool random_dispatch = false;
  double lr = 0;
  double loss = 0;
  std::vector<std::pair<std::string, double>> terms;  // unweighted, by name
  double samples_per_second = 0;                      // over the steps since the last report
};

// What the loop asks of its surroundings. Each is called when it is due, in the order named here.
struct LoopHooks {
  std::function<absl::Status(TrainingState&)> evaluate;
  std::function<bool()> stop_requested;  // every step; a stop makes saving due
  std::function<absl::Status(const TrainingState&)> save;
  std::function<void(int64_t step, double loss)> progress;  // every step
  std::function<absl::Status(const StepReport&)> log;       // every training.log_every steps
};

enum class LoopEnd { kFinished, kStopped };

// Trains from state.step to the end. A stop that was requested is honoured after a whole step, once a checkpoint of it
// is written; before the first step there is nothing to write. Errors: Aborted for a loss that is NaN or infinite,
// naming the step and the term, and for a model that is where a checkpoint is due, naming the step and the parameter
// (neither is saved); those of the hooks.
absl::StatusOr<LoopEnd> RunTrainingLoop(TrainingState& state, TrainBatches& batches, const LoopHooks& hooks,
                                        PhaseTimer& timer);

// The loss of one batch at step state.step, with gradients accumulated in micro-batches of training.micro_batch_size.
// Terms are means over the micro-batches, weighted by their size. Throws NonFiniteLogits.
struct StepLosses {
  LossTerms loss;
  std::vector<at::Tensor> observations;  // for Router::Update after the step, in the order of the micro-batches
};
StepLosses ForwardBackward(TrainingState& state, const ImageBatch& batch, PhaseTimer& timer);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_TRAINING_LOOP_H_
