#include "stats/equivalence/seed_methods.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/linearized_units.h"
#include "stats/estimators/crossed_bootstrap.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

using Values = std::vector<double>;

Values ValuesOf(const RunGroup& group) {
  Values values;
  for (const StudyRun* run : group.runs) values.push_back(run->value);
  return values;
}

double LargestValue(const Values& a, const Values& b) {
  double largest = 0;
  for (const Values* values : {&a, &b}) {
    for (const double x : *values) largest = std::max(largest, std::abs(x));
  }
  return largest;
}

absl::StatusOr<std::vector<Values>> UnitTable(const RunGroup& group, RunScale scale) {
  std::vector<Values> table;
  for (const StudyRun* run : group.runs) {
    MOE_ASSIGN_OR_RETURN(Values row, LinearizedWeightedUnits(run->unit_value, run->unit_weight, scale));
    table.push_back(std::move(row));
  }
  return table;
}

absl::StatusOr<CrossedReplicates> Cross(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                        const BootstrapOptions& bootstrap) {
  MOE_ASSIGN_OR_RETURN(const std::vector<Values> table_a, UnitTable(a, data.scale));
  MOE_ASSIGN_OR_RETURN(const std::vector<Values> table_b, UnitTable(b, data.scale));
  MOE_ASSIGN_OR_RETURN(CrossedReplicates drawn,
                       CrossedBootstrapDifference(table_a, table_b, a.runs[0]->unit_weight, bootstrap));
  RemoveRoundingError(LargestValue(ValuesOf(a), ValuesOf(b)), &drawn);
  return drawn;
}

MarginTest CrossedTest(CrossedReplicates drawn, double alpha, ComparisonLabel label) {
  label.method = "crossed bootstrap percentile";
  label.unit = InferenceUnit::kSeedsAndBatches;
  label.reliable = drawn.reliable;
  label.caution = drawn.caution;
  return ReplicatesAt(std::move(drawn), IntervalKind::kPercentile, alpha, std::move(label));
}

absl::StatusOr<std::optional<PowerBasis>> WelchPower(const Values& a, const Values& b) {
  PowerBasis basis;
  MOE_ASSIGN_OR_RETURN(basis.question.sd_a, StandardDeviation(a));
  MOE_ASSIGN_OR_RETURN(basis.question.sd_b, StandardDeviation(b));
  basis.n_a = static_cast<int>(a.size());
  basis.n_b = static_cast<int>(b.size());
  const double largest = LargestValue(a, b), sd = std::hypot(basis.question.sd_a, basis.question.sd_b);
  if (IsRoundingError(sd, largest)) return std::nullopt;
  // A variant without variance, beside one with: the power only wants it above 0.
  basis.question.sd_a = std::max(basis.question.sd_a, 1e-9 * sd);
  basis.question.sd_b = std::max(basis.question.sd_b, 1e-9 * sd);
  return basis;
}

// Seeds that bring the standard error of the crossed bootstrap, with batches growing in proportion.
std::optional<PowerBasis> CrossedPower(const CrossedReplicates& drawn) {
  if (drawn.standard_error == 0) return std::nullopt;
  PowerBasis basis;
  basis.question.design = TostDesign::kPooled;
  basis.question.sd_a = basis.question.sd_b =
      drawn.standard_error / std::sqrt(1.0 / drawn.seeds_a + 1.0 / drawn.seeds_b);
  basis.n_a = drawn.seeds_a;
  basis.n_b = drawn.seeds_b;
  return basis;
}

}  // namespace

absl::StatusOr<PairMethods> SeedMethods(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                        const StudyOptions& options) {
  const Values x = ValuesOf(a), y = ValuesOf(b);
  MOE_RETURN_IF_ERROR(CheckSample(a.name, x));
  MOE_RETURN_IF_ERROR(CheckSample(b.name, y));
  ComparisonLabel label;
  label.a = a.name;
  label.b = b.name;
  label.metric = options.metric;
  label.n_a = static_cast<int>(x.size());
  label.n_b = static_cast<int>(y.size());
  BootstrapOptions bootstrap;
  bootstrap.resamples = options.resamples;
  bootstrap.seed = options.seed;
  bootstrap.num_threads = options.num_threads;
  const bool enough = std::min(x.size(), y.size()) >= kFewestToResample;

  PairMethods methods;
  MOE_ASSIGN_OR_RETURN(methods.power, WelchPower(x, y));
  methods.primary = TTestAt(TTest::kWelch, x, y, options.alpha, label);
  methods.sensitivity.push_back(TTestAt(TTest::kPooled, x, y, options.alpha, label));
  const auto make_primary = [&](MarginTest test) {
    methods.sensitivity.insert(methods.sensitivity.begin(), std::move(methods.primary));
    methods.primary = std::move(test);
  };
  if (enough) {
    MOE_ASSIGN_OR_RETURN(BootstrapReplicates drawn, BootstrapTwoSample(x, y, bootstrap));
    RemoveRoundingError(LargestValue(x, y), &drawn);
    ComparisonLabel named = label;
    named.method = "two-sample bootstrap percentile";
    MarginTest test = ReplicatesAt(std::move(drawn), IntervalKind::kPercentile, options.alpha, std::move(named));
    if (options.method == "bootstrap") {
      make_primary(std::move(test));
    } else {
      methods.sensitivity.push_back(std::move(test));
    }
  }
  if (!data.crossable) return methods;
  MOE_ASSIGN_OR_RETURN(CrossedReplicates drawn, Cross(a, b, data, bootstrap));
  if (data.level == StudyLevel::kCrossed && enough) {
    methods.power = CrossedPower(drawn);
    make_primary(CrossedTest(std::move(drawn), options.alpha, label));
  } else {
    methods.sensitivity.push_back(CrossedTest(std::move(drawn), options.alpha, label));
  }
  return methods;
}

}  // namespace moebench::stats
