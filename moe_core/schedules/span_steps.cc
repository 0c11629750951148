#include "moe_core/schedules/span_steps.h"

#include <cmath>

namespace moebench {

int64_t SpanSteps(const Span& span, const TrainingLength& length) {
  switch (span.length_case()) {
    case Span::kEpochs:
      return std::llround(span.epochs() * static_cast<double>(length.steps_per_epoch));
    case Span::kFraction:
      return std::llround(span.fraction() * static_cast<double>(length.total_steps));
    case Span::LENGTH_NOT_SET:
      return 0;
  }
  return 0;
}

}  // namespace moebench
