// A Span of the configuration (epochs, or a fraction of the training) as a number of optimizer steps.
//
//   SpanSteps(config.random_warmup(), length);  // 15 epochs of 391 steps: 5865; a tenth of 39,100 steps: 3910
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_SPAN_STEPS_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_SPAN_STEPS_H_

#include <cstdint>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Rounded to the nearest step, halves up. 0 for a span that is not given. A span of epochs may be longer than the
// training.
int64_t SpanSteps(const Span& span, const TrainingLength& length);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_SPAN_STEPS_H_
