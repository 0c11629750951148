// When a training is evaluated: evaluation.every (see periodic_steps.h), after each epoch from
// evaluation.every_epoch_from on where that is given, and after the last step. ECOLOGY's protocol, every 10 epochs and
// each from E91 of 100, is E0, E10, ..., E90, E91, E92, ..., E99.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_EVALUATION_TIMES_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_EVALUATION_TIMES_H_

#include <cstdint>
#include <vector>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Numbers of steps after which to evaluate: strictly increasing, each in [1, total_steps], the last being total_steps.
std::vector<int64_t> EvaluationSteps(const EvaluationConfig& evaluation, const TrainingLength& length);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_EVALUATION_TIMES_H_
