#ifndef MOEBENCH_STATS_EQUIVALENCE_LINEARIZED_UNITS_H_
#define MOEBENCH_STATS_EQUIVALENCE_LINEARIZED_UNITS_H_

// The units of a run as values whose plain mean is the run's value, so that methods for means serve ratio estimates and
// perplexities too (the delta method; Cochran 1977, "Sampling Techniques", chapter 6). With m = sum w x / sum w and W
// the mean weight,
//
//   of the weighted mean     z_i = m + w_i (x_i - m) / W
//   of its exponential       z_i = exp(m) (1 + w_i (x_i - m) / W)
//
// The mean of z is m, or exp(m), exactly; its variance over n is the variance of the ratio estimate to first order. The
// difference of two runs on the same units is that of their z, unit by unit. Without weights the first is x itself.
//
// Unit: that of x, or of exp(x). Assumption: weights vary little against their mean, or n is large. Errors:
// InvalidArgument for no value, NaN or infinite values, weights that are not positive or not as many as the values, an
// exponential that overflows.

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

enum class RunScale { kMean, kPerplexity };  // the weighted mean of the units, or its exponential

// `weights` may be empty: all equal.
absl::StatusOr<std::vector<double>> LinearizedUnits(absl::Span<const double> values, absl::Span<const double> weights,
                                                    RunScale scale);

// For the weighted mean over units to be that of the whole: of each seed of a crossed design, values whose weighted
// mean by the same weights is exp(m), exp(m) (1 + x_i - m); of kMean the values themselves.
absl::StatusOr<std::vector<double>> LinearizedWeightedUnits(absl::Span<const double> values,
                                                            absl::Span<const double> weights, RunScale scale);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_LINEARIZED_UNITS_H_
