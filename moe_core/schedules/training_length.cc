#include "moe_core/schedules/training_length.h"

#include <algorithm>
#include <cmath>

namespace moebench {

TrainingLength MakeTrainingLength(double epochs, int64_t steps_per_epoch) {
  const double steps = epochs * static_cast<double>(steps_per_epoch);
  const double slack = 1e-9 * std::max(1.0, steps);
  TrainingLength length;
  length.steps_per_epoch = steps_per_epoch;
  length.total_steps = std::max<int64_t>(1, static_cast<int64_t>(std::ceil(steps - slack)));
  return length;
}

}  // namespace moebench
