#ifndef MOEBENCH_STATS_EQUIVALENCE_BOOTSTRAP_TOST_H_
#define MOEBENCH_STATS_EQUIVALENCE_BOOTSTRAP_TOST_H_

// Equivalence by the bootstrap: the whole 1 - 2 alpha interval of the difference lies in the closed margin. The
// p-values invert the very interval that is shown (bootstrap_interval.h): p_equivalence <= alpha exactly when the
// interval lies inside, p_difference < alpha exactly when 0 lies outside the 1 - alpha interval, whatever the kind.
//
//   BootstrapTostOptions options;
//   options.margin = {-0.02, 0.02};
//   MOE_ASSIGN_OR_RETURN(const Comparison result, PairedBootstrapTost(wide, deep, options));
//
// The percentile kind is that of the EQUIFINALITY paper (appendix B: 10,000 resamples of 50 differences, seed 42).
// Differences are a - b in the unit of the samples. Assumptions: differences (paired) or observations (two samples)
// independent and alike; enough of them: over 3 values a nominal 90 % percentile interval covers 63 %, so callers with
// fewer than 8 use tost.h. Errors: those of the bootstrap, of BootstrapInference and of CheckMarginBounds; alpha
// outside (0, 0.5); lengths that differ, where paired. Zero variance, up to rounding, is answered as kDegenerate, with
// p-values of 0 or 1.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/comparison.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"

namespace moebench::stats {

struct BootstrapTostOptions {
  Margin margin;
  double alpha = 0.05;
  IntervalKind kind = IntervalKind::kPercentile;
  BootstrapOptions bootstrap;
};

// The comparison that replicates of a difference make, however they were drawn; `method` is "bootstrap <kind>", numbers
// of units are left 0.
absl::StatusOr<Comparison> CompareReplicates(const BootstrapReplicates& difference, IntervalKind kind,
                                             const Margin& margin, double alpha);

// Makes replicates that differ by rounding alone (IsRoundingError) equal.
void RemoveRoundingError(double largest_value, BootstrapReplicates* replicates);

absl::StatusOr<Comparison> PairedBootstrapTost(absl::Span<const double> a, absl::Span<const double> b,
                                               const BootstrapTostOptions& options);

// Each sample resampled on its own.
absl::StatusOr<Comparison> TwoSampleBootstrapTost(absl::Span<const double> a, absl::Span<const double> b,
                                                  const BootstrapTostOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_BOOTSTRAP_TOST_H_
