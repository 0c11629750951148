#include "stats/estimators/block_length.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr size_t kMinValues = 11;  // the least n with n > ceil(sqrt(n)) + K, the last lag that is looked at

// Lags 0 .. max_lag.
struct Autocovariances {
  std::vector<double> covariance;            // divided by n
  std::vector<double> absolute_correlation;  // as tested
};

Autocovariances MeasureLags(const std::vector<double>& centred, int max_lag) {
  Autocovariances lags;
  const int n = static_cast<int>(centred.size());
  const auto begin = centred.begin();
  for (int k = 0; k <= max_lag; ++k) {
    const double products = std::inner_product(begin + k, centred.end(), begin, 0.0);
    const double last = std::inner_product(begin + k + 1, centred.end(), begin + k + 1, 0.0);
    const double first = std::inner_product(begin, begin + (n - k - 1), begin, 0.0);
    const double scale = std::sqrt(first * last);
    lags.covariance.push_back(products / n);
    lags.absolute_correlation.push_back(scale > 0 ? std::abs(products) / scale : 0);
  }
  return lags;
}

// M: twice the first lag of `in_a_row` insignificant ones.
int Truncation(const std::vector<double>& absolute_correlation, double critical, int in_a_row) {
  const int max_lag = static_cast<int>(absolute_correlation.size()) - 1;
  for (int m = 0; m + in_a_row <= max_lag; ++m) {
    const auto first = absolute_correlation.begin() + m;
    if (std::all_of(first, first + in_a_row, [&](double r) { return r < critical; })) {
      return std::min(2 * std::max(m, 1), max_lag);
    }
  }
  return max_lag;
}

double OptimalLength(const std::vector<double>& covariance, int truncation, double n, BlockKind kind) {
  double slope = 0, long_run = covariance[0];
  for (int k = 1; k <= truncation; ++k) {
    const double taper = std::min(1.0, 2 * (1 - static_cast<double>(k) / truncation));
    slope += 2 * taper * k * covariance[k];
    long_run += 2 * taper * covariance[k];
  }
  if (slope == 0) return 0;
  const double constant = kind == BlockKind::kStationary ? 2.0 : 4.0 / 3.0;
  return std::cbrt(2 * slope * slope / (constant * long_run * long_run) * n);
}

}  // namespace

absl::StatusOr<BlockLength> PolitisWhiteLength(absl::Span<const double> sample, BlockKind kind) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample, kMinValues));
  const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
  if (*low == *high) return BlockLength{};
  if (!std::isfinite(*high - *low)) {
    return absl::InvalidArgumentError(absl::StrCat("the values reach from ", *low, " to ", *high, ", which overflows"));
  }
  MOE_ASSIGN_OR_RETURN(const double mean, Mean(sample));
  // The length does not depend on the unit; in that of the range no square overflows or underflows.
  std::vector<double> centred;
  for (double x : sample) centred.push_back((x - mean) / (*high - *low));

  const double n = static_cast<double>(sample.size());
  const int in_a_row = std::max(5, static_cast<int>(std::log10(n)));
  const Autocovariances lags = MeasureLags(centred, static_cast<int>(std::ceil(std::sqrt(n))) + in_a_row);
  BlockLength length;
  length.truncation = Truncation(lags.absolute_correlation, 2 * std::sqrt(std::log10(n) / n), in_a_row);
  length.optimal = std::min(OptimalLength(lags.covariance, length.truncation, n, kind),
                            std::ceil(std::min(3 * std::sqrt(n), n / 3)));
  length.rounded = std::max(1, static_cast<int>(std::lround(length.optimal)));
  return length;
}

}  // namespace moebench::stats
