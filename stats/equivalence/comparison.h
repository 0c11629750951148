#ifndef MOEBENCH_STATS_EQUIVALENCE_COMPARISON_H_
#define MOEBENCH_STATS_EQUIVALENCE_COMPARISON_H_

// The result of comparing two variants, whatever the method: plain data that the matrix, the command line and the
// reports read. Differences are a - b, in the unit of the metric.

#include <optional>
#include <string>

#include "stats/estimators/interval.h"

namespace moebench::stats {

// Equivalence bounds in the unit of the difference, lower < 0 < upper; closed: a bound that is touched is inside.
struct Margin {
  double lower = 0;
  double upper = 0;
};

// The margin with each bound moved out by 1e-12 of the margin's width: what is touched in decimal numbers is touched in
// binary ones too (3.52 - 3.55 is not -0.03 in binary). Decisions and p-values are both taken at these bounds.
Margin ClosedBounds(const Margin& margin);

// Whether all of the interval lies in the closed margin, and whether none of it does.
bool LiesInside(const Interval& interval, const Margin& margin);
bool LiesOutside(const Interval& interval, const Margin& margin);

enum class Decision {
  kEquivalent,    // the 1 - 2 alpha interval lies in the margin, and no difference was found
  kDifferent,     // a difference was found, and the interval is not in the margin
  kBoth,          // a trivial difference: found, and inside the margin
  kInconclusive,  // neither
  kDegenerate,    // zero variance: nothing to infer from
};

// "equivalent", "different", "both", "inconclusive", "degenerate".
const char* DecisionName(Decision decision);

// What the sample is a sample of, and so what the result speaks about.
enum class InferenceUnit { kSeeds, kBatches, kSequences, kExamples, kSeedsAndBatches };
const char* InferenceUnitName(InferenceUnit unit);

struct Comparison {
  std::string a, b;  // the variants
  std::string metric;
  std::string method;  // "Welch t", "paired t", "bootstrap percentile", "moving blocks of 5", ...
  InferenceUnit unit = InferenceUnit::kSeeds;
  int n_a = 0, n_b = 0;  // equal where paired

  double difference = 0;                     // estimate of a - b
  double standard_error = 0;                 // of the difference
  std::optional<double> degrees_of_freedom;  // of t methods

  double alpha = 0.05;
  Interval equivalence_interval;  // confidence 1 - 2 alpha
  Interval difference_interval;   // confidence 1 - alpha
  Margin margin;
  double p_lower = 1;        // one-sided, H0: difference <= margin.lower
  double p_upper = 1;        // one-sided, H0: difference >= margin.upper
  double p_equivalence = 1;  // the larger of the two
  double p_difference = 1;   // two-sided, H0: difference = 0
  Decision decision = Decision::kInconclusive;

  bool reliable = true;  // false: must not decide alone, and `caution` says why
  std::string caution;
};

// From intervals and p-values already there: equivalence x difference at comparison.alpha.
Decision Decide(const Comparison& comparison);

// The smallest symmetric margin at which the comparison would have been equivalent: the larger end, in size, of its
// equivalence interval.
double SmallestMargin(const Comparison& comparison);

// Whether a standard error is rounding alone: at most 10 units in the last place of the largest value it came from, as
// R's t.test judges data to be constant. a[i] = b[i] + 0.1 gives differences that vary by 1e-17.
bool IsRoundingError(double standard_error, double largest_value);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_COMPARISON_H_
