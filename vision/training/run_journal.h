#ifndef MOEBENCH_VISION_TRAINING_RUN_JOURNAL_H_
#define MOEBENCH_VISION_TRAINING_RUN_JOURNAL_H_

// What a run in progress writes into its folder: the record, a line and events for each evaluation and logged step, and
// checkpoints. A checkpoint never knows more than the log beside it.

#include <c10/core/Device.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "moe_core/training/metric_log.h"
#include "moe_core/training/run_folder.h"
#include "moe_core/training/run_log.h"
#include "moe_core/training/tensorboard_writer.h"
#include "stats/records/run_record.pb.h"
#include "vision/catalogue.h"
#include "vision/training/image_batches.h"
#include "vision/training/phase_timer.h"
#include "vision/training/training_loop.h"
#include "vision/training/training_state.h"

namespace moebench::vision {

// Where and how a run computes; nothing of it is part of the experiment.
struct RunEnvironment {
  c10::Device device = c10::kCPU;
  int num_threads = 1;
  std::string output_dir;    // absolute
  std::string data_dir;      // as --data_dir, absolute; "" where it was not given
  std::string command_line;  // for the record
};

// A run in progress: its folder, its files and everything a step changes.
struct Run {
  RunFolder folder;
  RunLog log;
  MetricLog metrics;
  TensorboardWriter events;
  TrainingState state;
  std::shared_ptr<const ImageCache> images;
  RunEnvironment environment;
  PhaseTimer timer;
};

// The record of a run that begins now: configuration, provenance, the paper's results.
stats::RunRecord NewRecord(const ResolvedExperiment& resolved, uint64_t seed, const ImageCache& images,
                           const RunEnvironment& environment);

// Opens the files of a run's folder; `resumed_step` is of the checkpoint it goes on from, -1 for the start.
absl::StatusOr<Run> OpenRun(RunFolder folder, TrainingState state, std::shared_ptr<const ImageCache> images,
                            const RunEnvironment& environment, std::optional<int64_t> resumed_step);

// Writes the record as it stands, with the time each phase took so far.
absl::Status WriteRecord(Run& run);

// Evaluates the model at its present step, and adds the result to record, metrics and events. Aborted for a loss or
// logits that are not finite.
absl::Status EvaluateAndRecord(Run& run, EvaluationBatches& batches);

// A line of metrics.jsonl and TensorBoard scalars.
absl::Status LogStep(Run& run, const StepReport& report);

// Writes the checkpoint of run.state.step and deletes those beyond training.keep_checkpoints.
absl::Status SaveCheckpointOf(Run& run);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_RUN_JOURNAL_H_
