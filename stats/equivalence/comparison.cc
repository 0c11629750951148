#include "stats/equivalence/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace moebench::stats {

const char* DecisionName(Decision decision) {
  switch (decision) {
    case Decision::kEquivalent:
      return "equivalent";
    case Decision::kDifferent:
      return "different";
    case Decision::kBoth:
      return "both";
    case Decision::kInconclusive:
      return "inconclusive";
    case Decision::kDegenerate:
      return "degenerate";
  }
  return "";
}

const char* InferenceUnitName(InferenceUnit unit) {
  switch (unit) {
    case InferenceUnit::kSeeds:
      return "seeds";
    case InferenceUnit::kBatches:
      return "batches";
    case InferenceUnit::kSequences:
      return "sequences";
    case InferenceUnit::kExamples:
      return "examples";
    case InferenceUnit::kSeedsAndBatches:
      return "seeds and batches";
  }
  return "";
}

Margin ClosedBounds(const Margin& margin) {
  const double slack = 1e-12 * (margin.upper - margin.lower);
  return {margin.lower - slack, margin.upper + slack};
}

bool LiesInside(const Interval& interval, const Margin& margin) {
  const Margin closed = ClosedBounds(margin);
  return closed.lower <= interval.lower && interval.upper <= closed.upper;
}

bool LiesOutside(const Interval& interval, const Margin& margin) {
  const Margin closed = ClosedBounds(margin);
  return interval.upper < closed.lower || closed.upper < interval.lower;
}

Decision Decide(const Comparison& comparison) {
  if (comparison.standard_error == 0) return Decision::kDegenerate;
  const bool inside = LiesInside(comparison.equivalence_interval, comparison.margin);
  const bool differs = !comparison.difference_interval.Contains(0);
  if (inside) return differs ? Decision::kBoth : Decision::kEquivalent;
  return differs ? Decision::kDifferent : Decision::kInconclusive;
}

double SmallestMargin(const Comparison& comparison) {
  return std::max(std::abs(comparison.equivalence_interval.lower), std::abs(comparison.equivalence_interval.upper));
}

bool IsRoundingError(double standard_error, double largest_value) {
  return standard_error <= 10 * std::numeric_limits<double>::epsilon() * std::abs(largest_value);
}

}  // namespace moebench::stats
