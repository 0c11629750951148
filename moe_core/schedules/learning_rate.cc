#include "moe_core/schedules/learning_rate.h"

#include <cmath>

#include "moe_core/schedules/span_steps.h"

namespace moebench {

double LearningRate(const TrainingConfig& training, double peak, const TrainingLength& length, int64_t step) {
  const int64_t warmup = SpanSteps(training.lr_warmup(), length);
  if (step < warmup) return peak * static_cast<double>(step + 1) / static_cast<double>(warmup);
  const int64_t last = length.total_steps - 1 - warmup;
  if (last <= 0) return peak;
  const double progress = static_cast<double>(step - warmup) / static_cast<double>(last);
  return training.final_lr() + (peak - training.final_lr()) * (1 + std::cos(M_PI * progress)) / 2;
}

}  // namespace moebench
