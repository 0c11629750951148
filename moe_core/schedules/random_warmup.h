// ECOLOGY's random routing warm-up: for the first router.random_warmup of a training its dispatch is uniform random
// (distinct experts, equal weights), while the router already learns through its own losses. Evaluations always use the
// router's own choice.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_RANDOM_WARMUP_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_RANDOM_WARMUP_H_

#include <cstdint>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Whether the training step `step` (the first is 0) is dispatched at random. Never, where the span is absent or zero.
bool InRandomWarmup(const RouterConfig& router, const TrainingLength& length, int64_t step);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_RANDOM_WARMUP_H_
