// Accuracies of a gated mixture's evaluation: top-1-gated (the prediction of the first expert alone), top-2-gated (the
// model's own output, all chosen experts weighted) and ordinary top-5 of that output. The three share one rule for
// ties: of classes with equal logits the lower index comes first, so that the answer never depends on a sorting
// algorithm.
#ifndef MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_
#define MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_

#include <cstdint>

#include "absl/types/span.h"

namespace moebench {

// The class with the largest logit, the lowest of equals. logits: [classes], at least one; NaN never wins over a
// number.
int32_t PredictedClass(absl::Span<const float> logits);

// How many classes come before the label, 0 to classes - 1; label in [0, classes). A NaN counts as coming before, so
// that an undefined output is never right.
int LabelRank(absl::Span<const float> logits, int32_t label);

// Whether the label is among the k first classes.
bool TopKCorrect(absl::Span<const float> logits, int32_t label, int k);

// Share of samples whose prediction is the label. Both are [T], T >= 1.
double Accuracy(absl::Span<const int32_t> prediction, absl::Span<const int32_t> label);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_GATED_ACCURACY_H_
