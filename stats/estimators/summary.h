#ifndef MOEBENCH_STATS_ESTIMATORS_SUMMARY_H_
#define MOEBENCH_STATS_ESTIMATORS_SUMMARY_H_

// Summaries of one sample, in its unit. Variances are two-pass, with the rounding error of the mean taken out (Chan,
// Golub and LeVeque 1983, "Algorithms for computing the sample variance"): E[x^2] - E[x]^2 is nowhere used, so that a
// spread of 1e-9 around 1e9 is found.
//
//   MOE_ASSIGN_OR_RETURN(const double sd, StandardDeviation({33.93, 34.35, 34.37}));  // 0.2485, ddof 1
//
// Errors: InvalidArgument, naming the value, for NaN or infinite values and for too few of them.

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

// n >= 1. Sums in order with compensation (Neumaier 1974).
absl::StatusOr<double> Mean(absl::Span<const double> sample);

// sum (x - mean)^2 / (n - ddof), ddof 0 or 1; n >= 2.
absl::StatusOr<double> Variance(absl::Span<const double> sample, int ddof = 1);
absl::StatusOr<double> StandardDeviation(absl::Span<const double> sample, int ddof = 1);

// Linear interpolation between order statistics at (n - 1) q (type 7 of Hyndman and Fan 1996; NumPy's and R's default),
// q in [0, 1]; n >= 1.
absl::StatusOr<double> Quantile(absl::Span<const double> sample, double q);
absl::StatusOr<double> Median(absl::Span<const double> sample);

// The mean of the middle half: n/4 observations are trimmed from each end, a fraction of one by its weight (rliable's
// IQM is this with whole observations; Agarwal et al. 2021). n >= 2.
absl::StatusOr<double> InterquartileMean(absl::Span<const double> sample);

// sum w x / sum w; weights not negative, their sum positive; n >= 1.
absl::StatusOr<double> WeightedMean(absl::Span<const double> sample, absl::Span<const double> weights);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_SUMMARY_H_
