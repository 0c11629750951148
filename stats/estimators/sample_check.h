#ifndef MOEBENCH_STATS_ESTIMATORS_SAMPLE_CHECK_H_
#define MOEBENCH_STATS_ESTIMATORS_SAMPLE_CHECK_H_

// What every statistic here refuses rather than answers. The messages name the argument, its value and what is
// expected.

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace moebench::stats {

// InvalidArgument for fewer than `min_n` values, or one that is NaN or infinite (its index is named).
absl::Status CheckSample(absl::string_view name, absl::Span<const double> sample, size_t min_n = 2);

// CheckSample of both, and InvalidArgument where their lengths differ.
absl::Status CheckPaired(absl::Span<const double> a, absl::Span<const double> b, size_t min_n = 2);

absl::Status CheckAlpha(double alpha);            // in (0, 0.5)
absl::Status CheckConfidence(double confidence);  // in (0, 1)
absl::Status CheckMargin(double margin);          // finite and > 0
absl::Status CheckResamples(int resamples);       // at least 100

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_SAMPLE_CHECK_H_
