#include "stats/equivalence/linearized_units.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

absl::Status CheckWeights(absl::Span<const double> weights, size_t n) {
  if (weights.empty()) return absl::OkStatus();
  if (weights.size() != n) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", n, " values and ", weights.size(), " weights; expected one each, or none"));
  }
  for (size_t i = 0; i < n; ++i) {
    if (std::isfinite(weights[i]) && weights[i] > 0) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("weights[", i, "] is ", weights[i], "; expected a finite number above 0"));
  }
  return absl::OkStatus();
}

struct RunValue {
  double mean = 0;   // of the units
  double value = 0;  // on the scale
  double slope = 1;  // of the value in the mean
};

absl::StatusOr<RunValue> ValueOf(absl::Span<const double> values, absl::Span<const double> weights, RunScale scale) {
  MOE_RETURN_IF_ERROR(CheckSample("values", values, 1));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, values.size()));
  RunValue run;
  MOE_ASSIGN_OR_RETURN(run.mean, weights.empty() ? Mean(values) : WeightedMean(values, weights));
  run.value = run.mean;
  if (scale == RunScale::kMean) return run;
  run.value = run.slope = std::exp(run.mean);
  if (std::isfinite(run.value)) return run;
  return absl::InvalidArgumentError(absl::StrCat("the mean loss is ", run.mean, "; its exponential overflows"));
}

}  // namespace

absl::StatusOr<std::vector<double>> LinearizedUnits(absl::Span<const double> values, absl::Span<const double> weights,
                                                    RunScale scale) {
  MOE_ASSIGN_OR_RETURN(const RunValue run, ValueOf(values, weights, scale));
  if (weights.empty() && scale == RunScale::kMean) return std::vector<double>(values.begin(), values.end());
  double mean_weight = 1;
  if (!weights.empty()) {
    MOE_ASSIGN_OR_RETURN(mean_weight, Mean(weights));
  }
  std::vector<double> linear;
  for (size_t i = 0; i < values.size(); ++i) {
    const double share = weights.empty() ? 1 : weights[i] / mean_weight;
    linear.push_back(run.value + run.slope * share * (values[i] - run.mean));
  }
  return linear;
}

absl::StatusOr<std::vector<double>> LinearizedWeightedUnits(absl::Span<const double> values,
                                                            absl::Span<const double> weights, RunScale scale) {
  MOE_ASSIGN_OR_RETURN(const RunValue run, ValueOf(values, weights, scale));
  if (scale == RunScale::kMean) return std::vector<double>(values.begin(), values.end());
  std::vector<double> linear;
  for (const double x : values) linear.push_back(run.value + run.slope * (x - run.mean));
  return linear;
}

}  // namespace moebench::stats
