// The routing temperature over a training (ECOLOGY, section 3.4): annealed from router.temperature (T_0) to
// router.final_temperature (T_1) over router.annealing (A steps) along half a cosine, and constant before and after. It
// begins after router.annealing_start (S steps; 0 where absent).
//
//   T(s) = T_1 + (T_0 - T_1) (1 + cos(pi (s - S) / A)) / 2   for S <= s < S + A,   T_1 for s >= S + A
//
// Without a span of annealing (absent or zero) there is none: the temperature stays at T_0.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_TEMPERATURE_SCHEDULE_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_TEMPERATURE_SCHEDULE_H_

#include <cstdint>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Temperature of the training step `step` (the first is 0), and of an evaluation after `step` steps.
double RoutingTemperature(const RouterConfig& router, const TrainingLength& length, int64_t step);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_TEMPERATURE_SCHEDULE_H_
