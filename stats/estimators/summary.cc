#include "stats/estimators/summary.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

// Neumaier's compensated sum.
template <typename Term>
double Sum(size_t n, Term term) {
  double sum = 0, lost = 0;
  for (size_t i = 0; i < n; ++i) {
    const double x = term(i), next = sum + x;
    lost += std::abs(sum) >= std::abs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return sum + lost;
}

double MeanOf(absl::Span<const double> sample) {
  return Sum(sample.size(), [&](size_t i) { return sample[i]; }) / static_cast<double>(sample.size());
}

std::vector<double> Sorted(absl::Span<const double> sample) {
  std::vector<double> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

absl::StatusOr<double> Mean(absl::Span<const double> sample) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, 1));
  return MeanOf(sample);
}

absl::StatusOr<double> Variance(absl::Span<const double> sample, int ddof) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, 2));
  if (ddof != 0 && ddof != 1) {
    return absl::InvalidArgumentError(absl::StrCat("ddof is ", ddof, "; expected 0 (population) or 1 (sample)"));
  }
  const double n = static_cast<double>(sample.size()), mean = MeanOf(sample);
  const double squares = Sum(sample.size(), [&](size_t i) { return (sample[i] - mean) * (sample[i] - mean); });
  const double residue = Sum(sample.size(), [&](size_t i) { return sample[i] - mean; });
  return std::max(0.0, squares - residue * residue / n) / (n - ddof);
}

absl::StatusOr<double> StandardDeviation(absl::Span<const double> sample, int ddof) {
  MOE_ASSIGN_OR_RETURN(const double variance, Variance(sample, ddof));
  return std::sqrt(variance);
}

absl::StatusOr<double> Quantile(absl::Span<const double> sample, double q) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, 1));
  if (!(q >= 0 && q <= 1)) return absl::InvalidArgumentError(absl::StrCat("q is ", q, "; expected 0 to 1"));
  const std::vector<double> sorted = Sorted(sample);
  const double rank = q * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(rank);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (rank - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

absl::StatusOr<double> Median(absl::Span<const double> sample) { return Quantile(sample, 0.5); }

absl::StatusOr<double> InterquartileMean(absl::Span<const double> sample) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, 2));
  const std::vector<double> sorted = Sorted(sample);
  const double n = static_cast<double>(sorted.size()), low = n / 4, high = 3 * n / 4;
  // Observation i covers [i, i + 1) of [0, n); its weight is how much of that lies in the middle half.
  const auto weight = [&](size_t i) {
    const double x = static_cast<double>(i);
    return std::max(0.0, std::min(x + 1, high) - std::max(x, low));
  };
  return Sum(sorted.size(), [&](size_t i) { return weight(i) * sorted[i]; }) / (high - low);
}

absl::StatusOr<double> WeightedMean(absl::Span<const double> sample, absl::Span<const double> weights) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, 1));
  MOE_RETURN_IF_ERROR(CheckSample("weights", weights, 1));
  if (sample.size() != weights.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", sample.size(), " values and ", weights.size(), " weights; expected one each"));
  }
  const auto negative = std::find_if(weights.begin(), weights.end(), [](double w) { return w < 0; });
  if (negative != weights.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("weights[", negative - weights.begin(), "] is ", *negative, "; expected 0 or more"));
  }
  const double total = Sum(weights.size(), [&](size_t i) { return weights[i]; });
  if (total <= 0) return absl::InvalidArgumentError("the weights sum to 0; at least one must be positive");
  return Sum(sample.size(), [&](size_t i) { return weights[i] * sample[i]; }) / total;
}

}  // namespace moebench::stats
