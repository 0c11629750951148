#ifndef MOEBENCH_STATS_EQUIVALENCE_MULTIPLICITY_H_
#define MOEBENCH_STATS_EQUIVALENCE_MULTIPLICITY_H_

// Adjusted p-values for a family of m hypotheses: compare each with alpha. The order of the input is kept. "All m are
// true" (every pair equivalent) needs no adjustment: its p is the largest of the family (intersection-union). Naming
// single members does.
//
//   Holm 1979        max over j <= i of (m - j + 1) p_(j)      family-wise error, any dependence
//   Hochberg 1988    min over j >= i of (m - j + 1) p_(j)      family-wise error, independence or positive dependence
//   Benjamini and Hochberg 1995   min over j >= i of m / j p_(j)   false discovery rate
//
// m is the number of p-values given: for all pairs of k variants k (k - 1) / 2, not k - 1.
// Errors: InvalidArgument for an empty family or a p-value that is no probability.

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p);
absl::StatusOr<std::vector<double>> HochbergAdjusted(absl::Span<const double> p);
absl::StatusOr<std::vector<double>> BenjaminiHochbergAdjusted(absl::Span<const double> p);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_MULTIPLICITY_H_
