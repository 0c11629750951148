// Accuracy of a gated mixture's evaluation, from predictions: of the first expert alone (top-1-gated), or of the
// model's own output, all chosen experts weighted (top-2-gated).
#ifndef MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_
#define MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_

#include <cstdint>

#include "absl/types/span.h"

namespace moebench {

// Share of samples whose prediction is the label. Both are [T], T >= 1.
double Accuracy(absl::Span<const int32_t> prediction, absl::Span<const int32_t> label);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_
