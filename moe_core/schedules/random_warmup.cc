#include "moe_core/schedules/random_warmup.h"

#include "moe_core/schedules/span_steps.h"

namespace moebench {

bool InRandomWarmup(const RouterConfig& router, const TrainingLength& length, int64_t step) {
  return step < SpanSteps(router.random_warmup(), length);
}

}  // namespace moebench
