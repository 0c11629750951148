#include "stats/input/batches.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace moebench::stats {
namespace {

// Appends units [begin, end) of `run` to `batches` as one.
void AddBatch(const RunSample& run, size_t begin, size_t end, RunSample* batches) {
  double sum = 0, weight = 0;
  for (size_t i = begin; i < end; ++i) {
    const double unit_weight = run.unit_weight.empty() ? 1 : run.unit_weight[i];
    sum += unit_weight * run.unit_value[i];
    weight += unit_weight;
  }
  batches->unit_value.push_back(sum / weight);
  batches->unit_weight.push_back(weight);
  if (!run.unit_key.empty()) {
    batches->unit_key.push_back(absl::StrCat(run.unit_key[begin], "..", run.unit_key[end - 1]));
  }
}

}  // namespace

absl::StatusOr<RunSample> DeriveBatches(const RunSample& run, int units_per_batch) {
  const size_t n = run.unit_value.size();
  if (units_per_batch < 1) {
    return absl::InvalidArgumentError(absl::StrCat("a batch of ", units_per_batch, " units; expected 1 or more"));
  }
  const size_t size = static_cast<size_t>(units_per_batch);
  if (n == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(run.source, ": only the value of the whole run is known, so no batches can be made of it"));
  }
  if (size >= n) {
    return absl::InvalidArgumentError(
        absl::StrCat(run.source, ": ", n, " ", InferenceUnitName(run.unit), " give fewer than two batches of ", size));
  }
  RunSample batches;
  batches.variant = run.variant;
  batches.seed = run.seed;
  batches.source = run.source;
  batches.value = run.value;
  batches.unit = InferenceUnit::kBatches;
  batches.record = run.record;
  for (size_t begin = 0; begin < n; begin += size) AddBatch(run, begin, std::min(begin + size, n), &batches);
  return batches;
}

}  // namespace moebench::stats
