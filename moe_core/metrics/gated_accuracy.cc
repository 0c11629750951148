#include "moe_core/metrics/gated_accuracy.h"

#include <cassert>
#include <cstddef>

namespace moebench {

double Accuracy(absl::Span<const int32_t> prediction, absl::Span<const int32_t> label) {
  assert(!label.empty() && prediction.size() == label.size());
  int64_t correct = 0;
  for (size_t t = 0; t < label.size(); ++t) correct += prediction[t] == label[t];
  return static_cast<double>(correct) / static_cast<double>(label.size());
}

}  // namespace moebench
