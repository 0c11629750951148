// The steps at which something that happens "every so often" is due, for evaluations and checkpoints alike.
//
//   every n epochs     after epochs 0, n, 2n, ...
//   every fraction f   after round(k f total_steps) steps, k = 1, 2, ...
//
// and always after the last step. Epoch e, counted from 0, ends after (e + 1) steps_per_epoch steps. With 100 epochs,
// every 10 epochs is after E0, E10, ..., E90 and E99: the paper's times.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_PERIODIC_STEPS_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_PERIODIC_STEPS_H_

#include <cstdint>
#include <vector>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Strictly increasing, each in [1, total_steps], the last being total_steps; nearest steps, halves up. Spans shorter
// than a step mean every step; an absent or zero span means the last step alone.
std::vector<int64_t> PeriodicSteps(const Span& every, const TrainingLength& length);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_PERIODIC_STEPS_H_
