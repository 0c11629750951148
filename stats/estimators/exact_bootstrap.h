#ifndef MOEBENCH_STATS_ESTIMATORS_EXACT_BOOTSTRAP_H_
#define MOEBENCH_STATS_ESTIMATORS_EXACT_BOOTSTRAP_H_

// The bootstrap distribution of a mean, enumerated. Of n observations with two values u < v, k of them v, the mean of a
// resample is u + (v - u) K / n with K binomial (n, k / n): no resampling is needed. Paired differences of 0/1 outcomes
// have three values u < v < w, equally spaced; the sum of their ranks 0, 1, 2 has the coefficients of
// (p0 + p1 z + p2 z^2)^n as its probabilities, which follow from one another (Euler's recurrence for powers of a
// polynomial; Knuth, The Art of Computer Programming 2, 4.7):
//
//   k p0 a(k) = (n + 1 - k) p1 a(k-1) + (2 n + 2 - k) p2 a(k-2)
//
// taken from both ends to the middle, where no term is negative: relative errors of about n rounding errors.
//
//   MOE_ASSIGN_OR_RETURN(const DiscreteDistribution mean, ExactBootstrapMean(correct));
//   mean.Quantile(0.05)
//
// Values are in the unit of the sample. Probabilities below 1e-20 of the largest are left out: what is missing is less
// than a double's rounding error of 1.

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

struct DiscreteDistribution {
  std::vector<double> value;        // ascending
  std::vector<double> probability;  // sum to 1
  std::vector<double> cumulative;   // P(X <= value), the last one 1

  // The smallest value with P(X <= value) >= p; p in [0, 1].
  double Quantile(double p) const;
};

// Whether ExactBootstrapMean has an answer: at most two distinct values, or three equally spaced.
bool HasExactBootstrapMean(absl::Span<const double> sample);

// Errors: InvalidArgument for n < 2, NaN or infinite values, a sample without an exact answer.
absl::StatusOr<DiscreteDistribution> ExactBootstrapMean(absl::Span<const double> sample);

// Draws from a distribution in constant time on average (inversion with a guide table; Chen and Asau 1974).
class DiscreteSampler {
 public:
  explicit DiscreteSampler(DiscreteDistribution distribution);

  // Of a uniform number in [0, 1): the smallest value with P(X <= value) > uniform.
  double Value(double uniform) const;

 private:
  DiscreteDistribution distribution_;
  std::vector<size_t> guide_;  // [j]: where to start for uniform in [j, j + 1) / size
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_EXACT_BOOTSTRAP_H_
