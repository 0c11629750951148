#include "moe_core/schedules/evaluation_times.h"

#include <algorithm>
#include <cmath>

#include "moe_core/schedules/periodic_steps.h"

namespace moebench {

std::vector<int64_t> EvaluationSteps(const EvaluationConfig& evaluation, const TrainingLength& length) {
  std::vector<int64_t> steps = PeriodicSteps(evaluation.every(), length);
  if (!evaluation.has_every_epoch_from()) return steps;
  const int64_t first_epoch = static_cast<int64_t>(std::ceil(evaluation.every_epoch_from()));
  const int64_t whole_epochs = length.total_steps / length.steps_per_epoch;
  for (int64_t epoch = first_epoch; epoch < whole_epochs; ++epoch) {
    steps.push_back((epoch + 1) * length.steps_per_epoch);
  }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

}  // namespace moebench
