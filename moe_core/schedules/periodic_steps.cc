#include "moe_core/schedules/periodic_steps.h"

#include <algorithm>
#include <cmath>

namespace moebench {

std::vector<int64_t> PeriodicSteps(const Span& every, const TrainingLength& length) {
  const double steps_per_epoch = static_cast<double>(length.steps_per_epoch);
  const double total = static_cast<double>(length.total_steps);
  const bool in_epochs = every.has_epochs();
  const double interval = in_epochs ? every.epochs() * steps_per_epoch : every.fraction() * total;
  std::vector<int64_t> steps;
  if (interval > 0) {
    // Below one step the rounded times would repeat, a billion times over for a tiny fraction.
    const double stride = std::max(1.0, interval);
    const double first = in_epochs ? steps_per_epoch : stride;
    for (int64_t k = 0;; ++k) {
      const int64_t step = std::llround(first + static_cast<double>(k) * stride);
      if (step >= length.total_steps) break;
      steps.push_back(step);
    }
  }
  steps.push_back(length.total_steps);
  return steps;
}

}  // namespace moebench
