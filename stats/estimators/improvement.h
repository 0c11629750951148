#ifndef MOEBENCH_STATS_ESTIMATORS_IMPROVEMENT_H_
#define MOEBENCH_STATS_ESTIMATORS_IMPROVEMENT_H_

// The probability of improvement: that a random observation of a is larger than one of b, ties counted by half (Agarwal
// et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice", section 4.3; the Mann-Whitney
// statistic over n_a n_b),
//
//   P(a > b) = 1 / (n_a n_b) sum over i, j of [a_i > b_j] + [a_i = b_j] / 2
//
// where larger is better; of losses it is the probability that a is worse. 0.5 means neither, 0 and 1 that the samples
// do not overlap. Over several tasks it is the mean of the tasks' probabilities. Replicates draw a and b independently
// of each other, and every task on its own; within a sample observations are assumed independent (seeds).
//
//   MOE_ASSIGN_OR_RETURN(const BootstrapReplicates result, BootstrapImprovement({{wide, deep}}, {}));
//   BootstrapInference::Create(result, IntervalKind::kPercentile)   // its interval
//
// Errors: InvalidArgument for no task, samples with fewer than 2 values, NaN or infinite values, resamples < 100,
// num_threads < 0.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/bootstrap.h"

namespace moebench::stats {

absl::StatusOr<double> ProbabilityOfImprovement(absl::Span<const double> a, absl::Span<const double> b);

struct ImprovementTask {
  absl::Span<const double> a, b;
};

// With the acceleration of independent samples; options.standard_errors is refused.
absl::StatusOr<BootstrapReplicates> BootstrapImprovement(absl::Span<const ImprovementTask> tasks,
                                                         const BootstrapOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_IMPROVEMENT_H_
