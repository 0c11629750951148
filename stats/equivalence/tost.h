#ifndef MOEBENCH_STATS_EQUIVALENCE_TOST_H_
#define MOEBENCH_STATS_EQUIVALENCE_TOST_H_

// Two one-sided t tests of equivalence (Schuirmann 1987), with the t test of difference beside them at the same alpha.
//
//   H01: difference <= lower, H02: difference >= upper;  p = max of the two one-sided p-values, and p <= alpha exactly
//   when the 1 - 2 alpha interval lies in the closed [lower, upper]
//
//   MOE_ASSIGN_OR_RETURN(const Comparison result, WelchTost(wide, deep, {.margin = {-0.02, 0.02}}));
//
// Differences are mean(a) - mean(b) in the unit of the samples. A margin may be given in standardised units; it is
// turned into the raw unit once, by the standard deviation found in the samples, and interval and p-values are both
// about that (dz: the standard deviation of the paired differences; gz: the same with Hedges' small-sample correction
// J = 1 - 3 / (4 df - 1), so that |gz| < m means |difference| < m sd / J; for two samples the pooled standard
// deviation, d and g). The raw margin is never scaled.
//
// Assumptions: independent differences (paired) or observations (Welch, pooled), means near normal; pooled: equal
// variances; a standardised margin takes the standard deviation as known. Errors: InvalidArgument for n < 2, unequal
// lengths where paired, NaN or infinite values, values above 1e140, a margin without lower < 0 < upper, alpha
// outside (0, 0.5), a corrected standardised margin with 1 degree of freedom (J = 0). Zero variance, up to rounding, is
// answered as kDegenerate: the interval is the point and the p-values are 0 or 1; a standardised margin is then
// refused, for it has no unit.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/comparison.h"

namespace moebench::stats {

enum class MarginUnit { kRaw, kStandardized, kStandardizedCorrected };

struct TostOptions {
  Margin margin;
  MarginUnit unit = MarginUnit::kRaw;
  double alpha = 0.05;
};

// InvalidArgument unless both bounds are finite and lower < 0 < upper.
absl::Status CheckMarginBounds(const Margin& margin);

// t with n - 1 degrees of freedom on the differences a[i] - b[i].
absl::StatusOr<Comparison> PairedTost(absl::Span<const double> a, absl::Span<const double> b,
                                      const TostOptions& options);

// Unequal variances; degrees of freedom by Welch and Satterthwaite.
absl::StatusOr<Comparison> WelchTost(absl::Span<const double> a, absl::Span<const double> b,
                                     const TostOptions& options);

// Equal variances; n_a + n_b - 2 degrees of freedom.
absl::StatusOr<Comparison> PooledTost(absl::Span<const double> a, absl::Span<const double> b,
                                      const TostOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_TOST_H_
