#include "stats/estimators/variance_components.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

absl::Status CheckGroups(absl::Span<const std::vector<double>> groups) {
  if (groups.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat("there are ", groups.size(), " groups; at least 2 are needed"));
  }
  for (size_t i = 0; i < groups.size(); ++i) {
    MOE_RETURN_IF_ERROR(CheckSample(absl::StrCat("groups[", i, "]"), groups[i], 1));
  }
  if (std::any_of(groups.begin(), groups.end(), [](const auto& group) { return group.size() > 1; })) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("every group has 1 value; at least one needs 2, or within cannot be told");
}

struct Squares {
  double between = 0, within = 0;  // sums of squares
  double sum_of_squared_sizes = 0;
  int observations = 0;
};

// Every value is taken as its distance from one origin near all of them: the grand mean of values around 1e9 would
// otherwise cost the digits of a small spread.
absl::StatusOr<Squares> SumsOfSquares(absl::Span<const std::vector<double>> groups) {
  const double origin = groups[0][0];
  Squares sums;
  std::vector<double> means, sizes;
  for (const std::vector<double>& group : groups) {
    const double n = static_cast<double>(group.size());
    std::vector<double> centred(group);
    for (double& x : centred) x -= origin;
    MOE_ASSIGN_OR_RETURN(const double mean, Mean(centred));
    means.push_back(mean);
    sizes.push_back(n);
    sums.observations += static_cast<int>(group.size());
    sums.sum_of_squared_sizes += n * n;
    if (group.size() < 2) continue;
    MOE_ASSIGN_OR_RETURN(const double variance, Variance(centred));
    sums.within += variance * (n - 1);
  }
  MOE_ASSIGN_OR_RETURN(const double grand_mean, WeightedMean(means, sizes));
  for (size_t i = 0; i < means.size(); ++i) {
    sums.between += sizes[i] * (means[i] - grand_mean) * (means[i] - grand_mean);
  }
  return sums;
}

}  // namespace

absl::StatusOr<VarianceComponents> EstimateVarianceComponents(absl::Span<const std::vector<double>> groups) {
  MOE_RETURN_IF_ERROR(CheckGroups(groups));
  MOE_ASSIGN_OR_RETURN(const Squares sums, SumsOfSquares(groups));
  if (!std::isfinite(sums.between + sums.within)) {
    return absl::InvalidArgumentError("the values are too large: their squares overflow");
  }
  VarianceComponents result;
  result.groups = static_cast<int>(groups.size());
  result.observations = sums.observations;
  const double df_between = result.groups - 1, df_within = result.observations - result.groups;
  const double n = result.observations;
  const double mean_square_between = sums.between / df_between;
  result.within = sums.within / df_within;
  result.effective_size = (n - sums.sum_of_squared_sizes / n) / df_between;
  result.between_unbounded = (mean_square_between - result.within) / result.effective_size;
  result.between = std::max(0.0, result.between_unbounded);
  if (result.between_unbounded < 0) {
    result.note = absl::StrFormat(
        "the estimate of the variance between groups is negative (%.3g): the group means differ less than the spread "
        "within groups alone would make them; reported as 0",
        result.between_unbounded);
  }
  const double total = result.between + result.within;
  if (total > 0) {
    result.icc = result.between / total;
  } else {
    result.note = "all values are equal: there is no variance to divide, and no ICC";
  }
  if (result.within > 0) {
    result.f = mean_square_between / result.within;
    result.f_p = FUpperTail(*result.f, df_between, df_within);
  }
  return result;
}

}  // namespace moebench::stats
