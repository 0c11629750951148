// When a training writes checkpoints: training.checkpoint_every (see periodic_steps.h) and after the last step. Every
// 10 of 100 epochs is after E0, E10, ..., E90 and E99, so that ECOLOGY's per-epoch evaluations can start from E90.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_CHECKPOINT_TIMES_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_CHECKPOINT_TIMES_H_

#include <cstdint>
#include <vector>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Numbers of steps after which to write one: strictly increasing, each in [1, total_steps], the last being total_steps.
std::vector<int64_t> CheckpointSteps(const TrainingConfig& training, const TrainingLength& length);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_CHECKPOINT_TIMES_H_
