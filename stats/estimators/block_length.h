#ifndef MOEBENCH_STATS_ESTIMATORS_BLOCK_LENGTH_H_
#define MOEBENCH_STATS_ESTIMATORS_BLOCK_LENGTH_H_

// The block length at which a block bootstrap estimates the variance of a mean best: Politis and White (2004),
// "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23, with the constant of the
// stationary bootstrap as corrected by Patton, Politis and White (2009), Econometric Reviews 28.
//
//   b = (2 G^2 / D)^(1/3) n^(1/3)
//   G = sum_{|k| <= M} h(k / M) |k| R(k),   S = sum_{|k| <= M} h(k / M) R(k),   h(x) = min(1, 2 (1 - |x|))
//   D = 2 S^2 (stationary; the formula of 2004 had another), 4/3 S^2 (circular and, to this order, moving)
//
// The papers leave choices open. Here, as in the Python package arch 8 and after A. Patton's program:
//   - R(k) divides by n, not by n - k
//   - a lag is insignificant where its autocorrelation is below 2 sqrt(log10(n) / n); the autocorrelation at lag k
//     divides sum x_t x_{t+k} by the root of the sums of squares of the first and of the last n - k - 1 values
//   - K = max(5, floor(log10 n)) lags in a row must be insignificant; m is the first of them (the paper: the lag before
//     it), and M = 2 m, but at most, and where no such row is found, ceil(sqrt(n)) + K
//   - b is at most ceil(min(3 sqrt(n), n / 3))
//
//   MOE_ASSIGN_OR_RETURN(const BlockLength length, PolitisWhiteLength(differences, BlockKind::kCircular));
//   BlockBootstrapMean(differences, BlockKind::kCircular, length.rounded, options);
//
// Unit: observations. Assumption: a stationary series with a finite fourth moment, in its order.
// Errors: InvalidArgument for fewer than 11 values (lags up to ceil(sqrt(n)) + K are looked at), or one that is NaN
// or infinite. A constant series has no dependence to keep: its length is 1.

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/block_bootstrap.h"

namespace moebench::stats {

struct BlockLength {
  double optimal = 1;  // b; may be below 1
  int rounded = 1;     // the nearest whole number, at least 1
  int truncation = 0;  // M; 0 for a constant series
};

absl::StatusOr<BlockLength> PolitisWhiteLength(absl::Span<const double> sample, BlockKind kind);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_BLOCK_LENGTH_H_
