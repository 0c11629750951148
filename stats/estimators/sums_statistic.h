#ifndef MOEBENCH_STATS_ESTIMATORS_SUMS_STATISTIC_H_
#define MOEBENCH_STATS_ESTIMATORS_SUMS_STATISTIC_H_

// Statistics that are an estimate plus a smooth function g(s_1, .., s_C, n) of the sums of C columns over n rows:
// means, ratios of sums, differences of perplexities. Their jackknife and their standard error take O(n), not O(n^2).
//
//   error = sqrt(sum over rows of (sum over c of dg/ds_c (column_c[row] - s_c / n))^2)
//
// (the infinitesimal jackknife; Efron and Tibshirani 1993, chapter 21; for the mean it is the standard deviation, ddof
// 0, over sqrt(n)). Columns are centred on the estimate and g is 0 there, so that no digits are lost to a large common
// part; values that are all equal give exactly 0 always.
//
// For programmers who have checked their arguments.

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"

namespace moebench::stats {

struct SumsStatistic {
  double estimate = 0;
  std::vector<std::vector<double>> columns;
  std::function<double(const double* sums, double n)> deviation;  // g: what the rows' estimate is more than `estimate`
  std::function<void(const double* sums, double n, double* gradient)> gradient;

  size_t rows() const { return columns[0].size(); }
  std::vector<double> Sums() const;
  // The standard error on the rows named, which may repeat.
  double StandardError(absl::Span<const uint32_t> rows) const;
};

// sum x / n.
SumsStatistic MeanStatistic(absl::Span<const double> sample);
// sum w x / sum w.
SumsStatistic RatioStatistic(absl::Span<const double> sample, absl::Span<const double> weights);
// exp(sum w a / sum w) - exp(sum w b / sum w).
SumsStatistic PerplexityDifferenceStatistic(absl::Span<const double> a, absl::Span<const double> b,
                                            absl::Span<const double> weights);

// Power sums of the jackknife influence values u_i = (n - 1) (mean of theta_(j) - theta_(i)) / n, in units of the
// largest of them, so that none overflows.
struct JackknifeMoments {
  double scale = 0;
  double squares = 0;
  double cubes = 0;

  // sum u^3 / (6 (sum u^2)^1.5), 0 where there is no variance.
  double Acceleration() const;
  JackknifeMoments Negated() const { return {scale, squares, -cubes}; }
};

// Of the sum of two estimates whose samples are drawn independently.
JackknifeMoments operator+(const JackknifeMoments& a, const JackknifeMoments& b);

// theta[i]: the estimate without row i, less any constant.
JackknifeMoments MomentsOf(absl::Span<const double> theta);
JackknifeMoments Jackknife(const SumsStatistic& statistic);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_SUMS_STATISTIC_H_
