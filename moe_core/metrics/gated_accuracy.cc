#include "moe_core/metrics/gated_accuracy.h"

#include <cassert>
#include <cmath>
#include <cstddef>

namespace moebench {

int32_t PredictedClass(absl::Span<const float> logits) {
  assert(!logits.empty());
  size_t best = 0;
  for (size_t c = 1; c < logits.size(); ++c) {
    if (logits[c] > logits[best] || (std::isnan(logits[best]) && !std::isnan(logits[c]))) best = c;
  }
  return static_cast<int32_t>(best);
}

int LabelRank(absl::Span<const float> logits, int32_t label) {
  assert(label >= 0 && static_cast<size_t>(label) < logits.size());
  const float own = logits[label];
  int before = 0;
  for (int32_t c = 0; c < static_cast<int32_t>(logits.size()); ++c) {
    const bool after = logits[c] < own || (logits[c] == own && c > label);
    before += c != label && !after;
  }
  return before;
}

bool TopKCorrect(absl::Span<const float> logits, int32_t label, int k) {
  return !std::isnan(logits[label]) && LabelRank(logits, label) < k;
}

double Accuracy(absl::Span<const int32_t> prediction, absl::Span<const int32_t> label) {
  assert(!label.empty() && prediction.size() == label.size());
  int64_t correct = 0;
  for (size_t t = 0; t < label.size(); ++t) correct += prediction[t] == label[t];
  return static_cast<double>(correct) / static_cast<double>(label.size());
}

}  // namespace moebench
