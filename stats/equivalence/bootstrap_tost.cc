#include "stats/equivalence/bootstrap_tost.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/tost.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

double LargestValue(absl::Span<const double> a, absl::Span<const double> b) {
  double largest = 0;
  for (const double x : a) largest = std::max(largest, std::abs(x));
  for (const double x : b) largest = std::max(largest, std::abs(x));
  return largest;
}

BootstrapOptions Wanted(const BootstrapTostOptions& options) {
  BootstrapOptions wanted = options.bootstrap;
  wanted.standard_errors = options.kind == IntervalKind::kStudentized;
  return wanted;
}

absl::Status CheckLevels(const Margin& margin, double alpha) {
  MOE_RETURN_IF_ERROR(CheckMarginBounds(margin));
  return CheckAlpha(alpha);
}

absl::StatusOr<Comparison> Finish(BootstrapReplicates replicates, absl::Span<const double> a,
                                  absl::Span<const double> b, const BootstrapTostOptions& options) {
  RemoveRoundingError(LargestValue(a, b), &replicates);
  MOE_ASSIGN_OR_RETURN(Comparison result, CompareReplicates(replicates, options.kind, options.margin, options.alpha));
  result.n_a = static_cast<int>(a.size());
  result.n_b = static_cast<int>(b.size());
  return result;
}

}  // namespace

absl::StatusOr<Comparison> CompareReplicates(const BootstrapReplicates& difference, IntervalKind kind,
                                             const Margin& margin, double alpha) {
  MOE_RETURN_IF_ERROR(CheckLevels(margin, alpha));
  MOE_ASSIGN_OR_RETURN(const BootstrapInference inference, BootstrapInference::Create(difference, kind));
  Comparison result;
  result.method = absl::StrCat("bootstrap ", IntervalKindName(kind));
  result.difference = difference.estimate;
  result.standard_error = inference.degenerate() ? 0 : difference.standard_error;
  result.alpha = alpha;
  result.margin = margin;
  MOE_ASSIGN_OR_RETURN(result.equivalence_interval, inference.TwoSided(1 - 2 * alpha));
  MOE_ASSIGN_OR_RETURN(result.difference_interval, inference.TwoSided(1 - alpha));
  const Margin closed = ClosedBounds(margin);
  result.p_lower = inference.PAtMost(closed.lower);
  result.p_upper = inference.PAtLeast(closed.upper);
  result.p_equivalence = std::max(result.p_lower, result.p_upper);
  result.p_difference = inference.PTwoSided(0);
  result.decision = Decide(result);
  return result;
}

void RemoveRoundingError(double largest_value, BootstrapReplicates* replicates) {
  if (!IsRoundingError(replicates->standard_error, largest_value)) return;
  std::fill(replicates->replicate.begin(), replicates->replicate.end(), replicates->estimate);
}

absl::StatusOr<Comparison> PairedBootstrapTost(absl::Span<const double> a, absl::Span<const double> b,
                                               const BootstrapTostOptions& options) {
  MOE_RETURN_IF_ERROR(CheckLevels(options.margin, options.alpha));
  MOE_RETURN_IF_ERROR(CheckPaired(a, b));
  std::vector<double> differences;
  for (size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  MOE_ASSIGN_OR_RETURN(BootstrapReplicates replicates, BootstrapMean(differences, Wanted(options)));
  return Finish(std::move(replicates), a, b, options);
}

absl::StatusOr<Comparison> TwoSampleBootstrapTost(absl::Span<const double> a, absl::Span<const double> b,
                                                  const BootstrapTostOptions& options) {
  MOE_RETURN_IF_ERROR(CheckLevels(options.margin, options.alpha));
  MOE_ASSIGN_OR_RETURN(BootstrapReplicates replicates, BootstrapTwoSample(a, b, Wanted(options)));
  return Finish(std::move(replicates), a, b, options);
}

}  // namespace moebench::stats
