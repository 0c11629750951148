#include "stats/equivalence/unit_methods.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/linearized_units.h"
#include "stats/estimators/block_bootstrap.h"
#include "stats/estimators/block_length.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

// Units; the standard error of every resample takes as many steps, and with more it says what the others say.
constexpr size_t kMostStudentized = 1000;
constexpr size_t kFewestForLength = 11;  // of PolitisWhiteLength

using Values = std::vector<double>;

// One pair on its way to its methods.
struct UnitPair {
  const StudyRun &a, &b;
  RunScale scale;
  Values linear_a, linear_b;  // their means are the runs' values
  Values differences;         // linear_a - linear_b, where paired
  ComparisonLabel label;
  BootstrapOptions bootstrap;
  double alpha;

  bool weighted() const { return !a.unit_weight.empty(); }
  Values Weights() const { return weighted() ? a.unit_weight : Values(a.unit_value.size(), 1.0); }
  Values LossDifferences() const {
    Values result;
    for (size_t i = 0; i < a.unit_value.size(); ++i) result.push_back(a.unit_value[i] - b.unit_value[i]);
    return result;
  }
  double LargestValue() const {
    double largest = 0;
    for (const Values* values : {&linear_a, &linear_b}) {
      for (const double x : *values) largest = std::max(largest, std::abs(x));
    }
    return largest;
  }
};

absl::StatusOr<BootstrapReplicates> Resample(const UnitPair& pair, bool standard_errors) {
  BootstrapOptions options = pair.bootstrap;
  options.standard_errors = standard_errors;
  absl::StatusOr<BootstrapReplicates> drawn =
      pair.scale == RunScale::kPerplexity
          ? BootstrapPerplexityDifference(pair.a.unit_value, pair.b.unit_value, pair.Weights(), options)
      : pair.weighted() ? BootstrapRatio(pair.LossDifferences(), pair.Weights(), options)
                        : BootstrapMean(pair.LossDifferences(), options);
  if (drawn.ok()) RemoveRoundingError(pair.LargestValue(), &*drawn);
  return drawn;
}

absl::StatusOr<BlockReplicates> ResampleBlocks(const UnitPair& pair, BlockKind kind, int length) {
  absl::StatusOr<BlockReplicates> drawn =
      pair.scale == RunScale::kPerplexity
          ? BlockBootstrapPerplexityDifference(pair.a.unit_value, pair.b.unit_value, pair.Weights(), kind, length,
                                               pair.bootstrap)
      : pair.weighted() ? BlockBootstrapRatio(pair.LossDifferences(), pair.Weights(), kind, length, pair.bootstrap)
                        : BlockBootstrapMean(pair.LossDifferences(), kind, length, pair.bootstrap);
  if (drawn.ok()) RemoveRoundingError(pair.LargestValue(), &*drawn);
  return drawn;
}

MarginTest TTestOf(const UnitPair& pair, TTest test) {
  ComparisonLabel label = pair.label;
  if (pair.weighted() || pair.scale == RunScale::kPerplexity) {
    label.method = test == TTest::kPaired ? "paired t, linearized" : "Welch t, linearized";
  }
  return TTestAt(test, pair.linear_a, pair.linear_b, pair.alpha, std::move(label));
}

// Adds the method unless it cannot answer for this pair: then it is said.
void AddIfAnswers(MarginTest test, const std::string& name, PairMethods* methods) {
  const absl::StatusOr<Comparison> answer = test({-1, 1});
  if (answer.ok()) {
    methods->sensitivity.push_back(std::move(test));
  } else {
    methods->warnings.push_back(absl::StrCat(name, " left out: ", answer.status().message()));
  }
}

void AddIntervalKinds(const UnitPair& pair, const BootstrapReplicates& plain, PairMethods* methods) {
  for (const IntervalKind kind : {IntervalKind::kBasic, IntervalKind::kBca}) {
    AddIfAnswers(ReplicatesAt(plain, kind, pair.alpha, pair.label), IntervalKindName(kind), methods);
  }
  const std::string studentized = IntervalKindName(IntervalKind::kStudentized);
  if (pair.differences.size() > kMostStudentized) {
    methods->warnings.push_back(
        absl::StrCat(studentized, " left out: more than ", kMostStudentized, " ", InferenceUnitName(pair.label.unit)));
    return;
  }
  absl::StatusOr<BootstrapReplicates> drawn = Resample(pair, /*standard_errors=*/true);
  if (!drawn.ok()) {
    methods->warnings.push_back(absl::StrCat(studentized, " left out: ", drawn.status().message()));
    return;
  }
  AddIfAnswers(ReplicatesAt(*std::move(drawn), IntervalKind::kStudentized, pair.alpha, pair.label), studentized,
               methods);
}

void AddBlocks(const UnitPair& pair, BlockKind kind, int length, const std::string& name, PairMethods* methods) {
  absl::StatusOr<BlockReplicates> drawn = ResampleBlocks(pair, kind, length);
  if (!drawn.ok()) {
    methods->warnings.push_back(absl::StrCat(name, " left out: ", drawn.status().message()));
    return;
  }
  ComparisonLabel label = pair.label;
  label.method = name;
  label.reliable = drawn->reliable;
  label.caution = drawn->caution;
  methods->sensitivity.push_back(
      ReplicatesAt(*std::move(drawn), IntervalKind::kPercentile, pair.alpha, std::move(label)));
}

void AddBlockMethods(const UnitPair& pair, const StudyOptions& options, const BootstrapReplicates& plain,
                     PairMethods* methods) {
  for (const int length : options.block_lengths) {
    AddBlocks(pair, BlockKind::kMoving, length, absl::StrCat("moving blocks of ", length), methods);
  }
  if (pair.differences.size() < kFewestForLength) return;
  const absl::StatusOr<BlockLength> length = PolitisWhiteLength(pair.differences, BlockKind::kCircular);
  if (!length.ok()) return;
  const std::string name = "circular blocks, automatic length";
  if (length->rounded > 1) {
    const int longest = static_cast<int>(pair.differences.size() / 2);
    AddBlocks(pair, BlockKind::kCircular, std::min(length->rounded, longest), name, methods);
    return;
  }
  ComparisonLabel label = pair.label;  // blocks of 1 are the plain bootstrap
  label.method = name;
  methods->sensitivity.push_back(ReplicatesAt(plain, IntervalKind::kPercentile, pair.alpha, std::move(label)));
}

absl::StatusOr<std::optional<PowerBasis>> PairedPower(const UnitPair& pair) {
  MOE_ASSIGN_OR_RETURN(const double sd, StandardDeviation(pair.differences));
  const int n = static_cast<int>(pair.differences.size());
  if (IsRoundingError(sd / std::sqrt(n), pair.LargestValue())) return std::nullopt;
  PowerBasis basis;
  basis.question.design = TostDesign::kPaired;
  basis.question.sd_a = sd;
  basis.n_a = basis.n_b = n;
  return basis;
}

absl::StatusOr<PairMethods> PairedMethods(UnitPair pair, const StudyOptions& options) {
  MOE_RETURN_IF_ERROR(CheckPaired(pair.linear_a, pair.linear_b));
  for (size_t i = 0; i < pair.linear_a.size(); ++i) pair.differences.push_back(pair.linear_a[i] - pair.linear_b[i]);
  PairMethods methods;
  MOE_ASSIGN_OR_RETURN(methods.power, PairedPower(pair));
  if (pair.differences.size() < kFewestToResample) {
    methods.primary = TTestOf(pair, options.method == "welch" ? TTest::kWelch : TTest::kPaired);
    methods.warnings.push_back(absl::StrCat("fewer than ", kFewestToResample, " ", InferenceUnitName(pair.label.unit),
                                            ": t tests only, no bootstrap"));
    return methods;
  }
  MOE_ASSIGN_OR_RETURN(const BootstrapReplicates plain, Resample(pair, /*standard_errors=*/false));
  MarginTest percentile = ReplicatesAt(plain, IntervalKind::kPercentile, pair.alpha, pair.label);
  MarginTest paired_t = TTestOf(pair, TTest::kPaired);
  if (options.method == "paired_t") std::swap(percentile, paired_t);
  methods.primary = std::move(percentile);
  methods.sensitivity.push_back(std::move(paired_t));
  if (options.method == "welch") {
    methods.sensitivity.insert(methods.sensitivity.begin(), std::move(methods.primary));
    methods.primary = TTestOf(pair, TTest::kWelch);
  }
  AddIntervalKinds(pair, plain, &methods);
  AddBlockMethods(pair, options, plain, &methods);
  return methods;
}

absl::StatusOr<PairMethods> UnpairedMethods(const UnitPair& pair, const StudyOptions& options) {
  PairMethods methods;
  methods.primary = TTestOf(pair, TTest::kWelch);
  PowerBasis basis;
  MOE_ASSIGN_OR_RETURN(basis.question.sd_a, StandardDeviation(pair.linear_a));
  MOE_ASSIGN_OR_RETURN(basis.question.sd_b, StandardDeviation(pair.linear_b));
  basis.n_a = static_cast<int>(pair.linear_a.size());
  basis.n_b = static_cast<int>(pair.linear_b.size());
  if (basis.question.sd_a > 0 && basis.question.sd_b > 0) methods.power = basis;
  if (std::min(basis.n_a, basis.n_b) < kFewestToResample) return methods;
  MOE_ASSIGN_OR_RETURN(BootstrapReplicates drawn, BootstrapTwoSample(pair.linear_a, pair.linear_b, pair.bootstrap));
  RemoveRoundingError(pair.LargestValue(), &drawn);
  ComparisonLabel label = pair.label;
  label.n_a = basis.n_a;
  label.n_b = basis.n_b;
  label.method = "two-sample bootstrap percentile";
  methods.sensitivity.push_back(
      ReplicatesAt(std::move(drawn), IntervalKind::kPercentile, pair.alpha, std::move(label)));
  if (options.method == "bootstrap") std::swap(methods.primary, methods.sensitivity[0]);
  return methods;
}

}  // namespace

absl::StatusOr<PairMethods> UnitMethods(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                        const StudyOptions& options) {
  const StudyRun &run_a = *a.runs[0], &run_b = *b.runs[0];
  UnitPair pair = {run_a, run_b, data.scale, {}, {}, {}, {}, {}, options.alpha};
  MOE_ASSIGN_OR_RETURN(pair.linear_a, LinearizedUnits(run_a.unit_value, run_a.unit_weight, data.scale));
  MOE_ASSIGN_OR_RETURN(pair.linear_b, LinearizedUnits(run_b.unit_value, run_b.unit_weight, data.scale));
  pair.label.a = a.name;
  pair.label.b = b.name;
  pair.label.metric = options.metric;
  pair.label.unit = data.unit;
  pair.label.n_a = static_cast<int>(pair.linear_a.size());
  pair.label.n_b = static_cast<int>(pair.linear_b.size());
  pair.bootstrap.resamples = options.resamples;
  pair.bootstrap.seed = options.seed;
  pair.bootstrap.num_threads = options.num_threads;
  return data.paired ? PairedMethods(std::move(pair), options) : UnpairedMethods(pair, options);
}

}  // namespace moebench::stats
