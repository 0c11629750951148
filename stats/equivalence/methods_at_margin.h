#ifndef MOEBENCH_STATS_EQUIVALENCE_METHODS_AT_MARGIN_H_
#define MOEBENCH_STATS_EQUIVALENCE_METHODS_AT_MARGIN_H_

// Methods on one pair that wait for a margin: t tests on values, and bootstrap intervals on replicates drawn before.
// Each names itself, its unit and its numbers in the comparison it returns; its errors are those of tost.h and of
// CompareReplicates.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/equivalence/comparison.h"
#include "stats/equivalence/power.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"

namespace moebench::stats {

// A method on one pair, at a margin.
using MarginTest = std::function<absl::StatusOr<Comparison>(const Margin&)>;

// What is known of the spread, for power; margin, true difference and alpha of the question are to be set.
struct PowerBasis {
  PowerQuestion question;
  int n_a = 0, n_b = 0;
};

// All methods on one pair.
struct PairMethods {
  MarginTest primary;                   // decides
  std::vector<MarginTest> sensitivity;  // never do
  std::optional<PowerBasis> power;      // absent without variance
  std::vector<std::string> warnings;    // methods that could not be applied
};

// What a comparison says of itself beside its numbers.
struct ComparisonLabel {
  std::string a, b, metric;
  std::string method;  // "" for the name the method gives itself
  InferenceUnit unit = InferenceUnit::kSeeds;
  int n_a = 0, n_b = 0;  // of replicates; t tests count their values
  bool reliable = true;
  std::string caution;
};

enum class TTest { kPaired, kWelch, kPooled };

MarginTest TTestAt(TTest test, std::vector<double> a, std::vector<double> b, double alpha, ComparisonLabel label);

MarginTest ReplicatesAt(BootstrapReplicates difference, IntervalKind kind, double alpha, ComparisonLabel label);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_METHODS_AT_MARGIN_H_
