#include "moe_core/schedules/checkpoint_times.h"

#include "moe_core/schedules/periodic_steps.h"

namespace moebench {

std::vector<int64_t> CheckpointSteps(const TrainingConfig& training, const TrainingLength& length) {
  return PeriodicSteps(training.checkpoint_every(), length);
}

}  // namespace moebench
