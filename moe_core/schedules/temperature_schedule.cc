#include "moe_core/schedules/temperature_schedule.h"

#include <cmath>

#include "moe_core/schedules/span_steps.h"

namespace moebench {

double RoutingTemperature(const RouterConfig& router, const TrainingLength& length, int64_t step) {
  const int64_t annealing = SpanSteps(router.annealing(), length);
  if (annealing == 0) return router.temperature();
  const int64_t into = step - SpanSteps(router.annealing_start(), length);
  if (into <= 0) return router.temperature();
  if (into >= annealing) return router.final_temperature();
  const double progress = static_cast<double>(into) / static_cast<double>(annealing);
  const double remaining = (1 + std::cos(M_PI * progress)) / 2;
  return router.final_temperature() + (router.temperature() - router.final_temperature()) * remaining;
}

}  // namespace moebench
