#ifndef MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_H_
#define MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_H_

// The nonparametric bootstrap (Efron 1979): the estimate on `resamples` samples drawn from the sample with replacement.
//
//   MOE_ASSIGN_OR_RETURN(const BootstrapReplicates mean, BootstrapMean(differences, {}));
//   mean.estimate, mean.standard_error; intervals and p-values: bootstrap_interval.h
//
// Resample r is a pure function of (seed, r): the same bits for any number of threads. A paired bootstrap is one of the
// differences. Observations are assumed independent of one another: for a series see block_bootstrap.h, for seeds
// crossed with batches crossed_bootstrap.h. Estimates are in the unit of the values.
//
// Errors: InvalidArgument for n < 2, a value that is NaN or infinite, unequal lengths of columns, a negative weight or
// weights that sum to 0, resamples < 100, num_threads < 0; FailedPrecondition where an estimate is not finite.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

struct BootstrapOptions {
  int resamples = 10000;  // at least 100
  uint64_t seed = 42;
  int num_threads = 0;           // 0: one a core; the result does not depend on it
  bool standard_errors = false;  // also of every replicate, as studentised intervals need
};

// InvalidArgument for resamples < 100 or num_threads < 0.
absl::Status CheckBootstrapOptions(const BootstrapOptions& options);

struct BootstrapReplicates {
  double estimate = 0;            // on the sample itself
  std::vector<double> replicate;  // on each resample, in order of drawing
  double standard_error = 0;      // standard deviation of the replicates, ddof 1

  // What BCa needs: sum u^3 / (6 (sum u^2)^1.5) of the jackknife deviations u; absent where the observations are not
  // exchangeable (blocks, crossed designs) or the statistic is undefined without one of them, 0 without variance.
  std::optional<double> acceleration;

  // What studentised intervals need: the plug-in standard error on the sample and on each resample; empty unless
  // BootstrapOptions::standard_errors.
  double sample_error = 0;
  std::vector<double> replicate_error;
};

using Statistic = std::function<double(absl::Span<const double>)>;

// sum x / n. A sample of two values (0/1 outcomes), or of three equally spaced ones (their paired differences), is
// resampled through the exact distribution of its sum (exact_bootstrap.h) unless options.standard_errors.
absl::StatusOr<BootstrapReplicates> BootstrapMean(absl::Span<const double> sample, const BootstrapOptions& options);

// The ratio estimate sum w x / sum w with (x, w) drawn together: per-sequence losses weighted by their tokens.
absl::StatusOr<BootstrapReplicates> BootstrapRatio(absl::Span<const double> sample, absl::Span<const double> weights,
                                                   const BootstrapOptions& options);

// exp(sum w a / sum w) - exp(sum w b / sum w) with (a, b, w) drawn together: perplexities of two models on the same
// sequences.
absl::StatusOr<BootstrapReplicates> BootstrapPerplexityDifference(absl::Span<const double> a,
                                                                  absl::Span<const double> b,
                                                                  absl::Span<const double> weights,
                                                                  const BootstrapOptions& options);

// mean(a) - mean(b) of two independent samples, each resampled on its own.
absl::StatusOr<BootstrapReplicates> BootstrapTwoSample(absl::Span<const double> a, absl::Span<const double> b,
                                                       const BootstrapOptions& options);

// Any statistic, on the index draws that BootstrapMean makes; called from several threads at once. It is evaluated n
// more times for the acceleration; options.standard_errors is refused.
absl::StatusOr<BootstrapReplicates> Bootstrap(absl::Span<const double> sample, const Statistic& statistic,
                                              const BootstrapOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_H_
