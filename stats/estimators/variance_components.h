#ifndef MOEBENCH_STATS_ESTIMATORS_VARIANCE_COMPONENTS_H_
#define MOEBENCH_STATS_ESTIMATORS_VARIANCE_COMPONENTS_H_

// How much of a spread lies between groups (variants) and how much within them (seeds): the one-way random effects
// model x_ij = mean + group_i + error_ij, estimated by analysis of variance (Searle, Casella and McCulloch 1992,
// "Variance Components", chapter 3).
//
//   MSB = sum n_i (mean_i - mean)^2 / (k - 1)     MSW = sum (x_ij - mean_i)^2 / (N - k)
//   n0 = (N - sum n_i^2 / N) / (k - 1)            the common size where groups are equal
//   between = (MSB - MSW) / n0                    within = MSW
//   ICC(1) = between / (between + within)         Shrout and Fleiss 1979; F = MSB / MSW on k - 1 and N - k
//
//   MOE_ASSIGN_OR_RETURN(const VarianceComponents parts, EstimateVarianceComponents({{33.9, 34.4},
//   {35.1, 35.0, 35.2}}));
//
// Groups may differ in size. Variances are in the squared unit of the values. MSB < MSW makes the estimate negative: it
// is reported as 0, and `note` says so; `between_unbounded` keeps what came out.
// Assumptions: groups drawn independently, errors independent with one variance; F's p-value also normality.
// Errors: InvalidArgument for fewer than 2 groups, an empty group, no group with 2 values (nothing tells within from
// between), a value that is NaN or infinite, named by its place, or
// values so large that their squares overflow.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

struct VarianceComponents {
  int groups = 0;
  int observations = 0;
  double effective_size = 0;  // n0
  double between = 0;         // not below 0
  double within = 0;
  double between_unbounded = 0;  // may be negative
  std::optional<double> icc;     // in [0, 1]; absent where all values are equal
  std::optional<double> f;       // absent where all variance within is 0
  std::optional<double> f_p;     // P(F >= f) if there is no variance between
  std::string note;              // "" unless something had to be said
};

absl::StatusOr<VarianceComponents> EstimateVarianceComponents(absl::Span<const std::vector<double>> groups);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_VARIANCE_COMPONENTS_H_
