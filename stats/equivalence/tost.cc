#include "stats/equivalence/tost.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr double kLargestValue = 1e140;

// An estimated difference with its standard error, and the standard deviation that standardised margins are in.
struct TEstimate {
  double difference = 0;
  double standard_error = 0;
  double degrees_of_freedom = 0;
  double standardizer = 0;
  double standardizer_df = 0;  // of Hedges' correction
  double largest_value = 0;    // of the samples, in size
};

absl::StatusOr<Margin> RawMargin(const TostOptions& options, const TEstimate& estimate) {
  if (options.unit == MarginUnit::kRaw) return options.margin;
  if (estimate.standard_error == 0) {
    return absl::InvalidArgumentError(
        "the samples have no variance, so a standardised margin has no unit; give a raw margin");
  }
  double scale = estimate.standardizer;
  if (options.unit == MarginUnit::kStandardizedCorrected) {
    if (estimate.standardizer_df < 2) {
      return absl::InvalidArgumentError(
          "a corrected standardised margin needs at least 2 degrees of freedom; Hedges' correction is 0 with 1");
    }
    scale /= 1 - 3 / (4 * estimate.standardizer_df - 1);
  }
  return Margin{options.margin.lower * scale, options.margin.upper * scale};
}

// One-sided p of "the difference is `bound` or less", and "or more".
double PAtMost(const TEstimate& e, double bound) {
  if (e.standard_error == 0) return e.difference >= bound ? 0 : 1;
  return StudentTUpperTail((e.difference - bound) / e.standard_error, e.degrees_of_freedom);
}
double PAtLeast(const TEstimate& e, double bound) {
  if (e.standard_error == 0) return e.difference <= bound ? 0 : 1;
  return StudentTCdf((e.difference - bound) / e.standard_error, e.degrees_of_freedom);
}

Interval TInterval(const TEstimate& e, double confidence) {
  const double half =
      e.standard_error == 0 ? 0 : StudentTQuantile((1 + confidence) / 2, e.degrees_of_freedom) * e.standard_error;
  return {e.difference - half, e.difference + half, confidence};
}

absl::StatusOr<Comparison> Compare(TEstimate e, const TostOptions& options, const char* method) {
  if (IsRoundingError(e.standard_error, e.largest_value)) e.standard_error = 0;
  Comparison result;
  MOE_ASSIGN_OR_RETURN(result.margin, RawMargin(options, e));
  result.method = method;
  result.difference = e.difference;
  result.standard_error = e.standard_error;
  result.degrees_of_freedom = e.degrees_of_freedom;
  result.alpha = options.alpha;
  result.equivalence_interval = TInterval(e, 1 - 2 * options.alpha);
  result.difference_interval = TInterval(e, 1 - options.alpha);
  const Margin closed = ClosedBounds(result.margin);
  result.p_lower = PAtMost(e, closed.lower);
  result.p_upper = PAtLeast(e, closed.upper);
  result.p_equivalence = std::max(result.p_lower, result.p_upper);
  result.p_difference = std::min(1.0, 2 * std::min(PAtMost(e, 0), PAtLeast(e, 0)));
  if (e.standard_error == 0) result.p_difference = e.difference == 0 ? 1 : 0;
  result.decision = Decide(result);
  return result;
}

absl::Status CheckOptions(const TostOptions& options) {
  MOE_RETURN_IF_ERROR(CheckAlpha(options.alpha));
  return CheckMarginBounds(options.margin);
}

struct Moments {
  double mean, variance, n, largest;
};

absl::StatusOr<Moments> MomentsOf(absl::Span<const double> sample) {
  double largest = 0;
  for (const double x : sample) largest = std::max(largest, std::abs(x));
  if (largest > kLargestValue) {
    return absl::InvalidArgumentError(
        absl::StrCat("a value is as large as ", largest, "; squares above ", kLargestValue, " overflow"));
  }
  MOE_ASSIGN_OR_RETURN(const double mean, Mean(sample));
  MOE_ASSIGN_OR_RETURN(const double variance, Variance(sample));
  return Moments{mean, variance, static_cast<double>(sample.size()), largest};
}

absl::StatusOr<Comparison> TwoSampleTost(absl::Span<const double> a, absl::Span<const double> b,
                                         const TostOptions& options, bool pooled) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  MOE_RETURN_IF_ERROR(CheckSample("a", a));
  MOE_RETURN_IF_ERROR(CheckSample("b", b));
  MOE_ASSIGN_OR_RETURN(const Moments x, MomentsOf(a));
  MOE_ASSIGN_OR_RETURN(const Moments y, MomentsOf(b));
  const double vx = x.variance / x.n, vy = y.variance / y.n, df = x.n + y.n - 2;
  const double common = ((x.n - 1) * x.variance + (y.n - 1) * y.variance) / df;
  TEstimate e;
  e.difference = x.mean - y.mean;
  e.standard_error = std::sqrt(pooled ? common * (1 / x.n + 1 / y.n) : vx + vy);
  e.degrees_of_freedom = df;
  if (!pooled && vx + vy > 0) {
    const double share_x = vx / (vx + vy), share_y = vy / (vx + vy);  // squares of the variances might underflow
    e.degrees_of_freedom = 1 / (share_x * share_x / (x.n - 1) + share_y * share_y / (y.n - 1));
  }
  e.standardizer = std::sqrt(common);
  e.standardizer_df = df;
  e.largest_value = std::max(x.largest, y.largest);
  MOE_ASSIGN_OR_RETURN(Comparison result, Compare(e, options, pooled ? "pooled t" : "Welch t"));
  result.n_a = static_cast<int>(a.size());
  result.n_b = static_cast<int>(b.size());
  return result;
}

}  // namespace

absl::Status CheckMarginBounds(const Margin& margin) {
  if (std::isfinite(margin.lower) && std::isfinite(margin.upper) && margin.lower < 0 && margin.upper > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("the margin is [", margin.lower, ", ", margin.upper,
                                                 "]; expected finite bounds with lower < 0 < upper"));
}

absl::StatusOr<Comparison> PairedTost(absl::Span<const double> a, absl::Span<const double> b,
                                      const TostOptions& options) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  MOE_RETURN_IF_ERROR(CheckPaired(a, b));
  std::vector<double> differences;
  for (size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  MOE_RETURN_IF_ERROR(CheckSample("a - b", differences));
  MOE_ASSIGN_OR_RETURN(const Moments d, MomentsOf(differences));
  TEstimate e;
  e.difference = d.mean;
  e.standard_error = std::sqrt(d.variance / d.n);
  e.degrees_of_freedom = d.n - 1;
  e.standardizer = std::sqrt(d.variance);
  e.standardizer_df = d.n - 1;
  for (size_t i = 0; i < a.size(); ++i) {
    e.largest_value = std::max({e.largest_value, std::abs(a[i]), std::abs(b[i])});
  }
  MOE_ASSIGN_OR_RETURN(Comparison result, Compare(e, options, "paired t"));
  result.n_a = result.n_b = static_cast<int>(a.size());
  return result;
}

absl::StatusOr<Comparison> WelchTost(absl::Span<const double> a, absl::Span<const double> b,
                                     const TostOptions& options) {
  return TwoSampleTost(a, b, options, /*pooled=*/false);
}

absl::StatusOr<Comparison> PooledTost(absl::Span<const double> a, absl::Span<const double> b,
                                      const TostOptions& options) {
  return TwoSampleTost(a, b, options, /*pooled=*/true);
}

}  // namespace moebench::stats
