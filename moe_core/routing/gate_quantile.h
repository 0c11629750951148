#ifndef MOEBENCH_MOE_CORE_ROUTING_GATE_QUANTILE_H_
#define MOEBENCH_MOE_CORE_ROUTING_GATE_QUANTILE_H_

// Quantiles of gate values, by selection: torch::quantile refuses more than 2^24 elements, which a batch of gates has
// soon. The tau-quantile of n values in ascending order v_0 .. v_{n-1} is read by linear interpolation at position
// tau (n - 1):
//
//   q = v_r + phi (v_{r+1} - v_r),   r = floor(tau (n - 1)),   phi = tau (n - 1) - r
//
// Positions that are whole numbers up to rounding (.7 * 10 is 7.000000000000001 in places) count as whole: phi = 0.
//
// To ask which values are at least q needs no q: where phi > 0 those are the values from v_{r+1} on, ties included, and
// comparing with v_{r+1} itself leaves no room for the rounding of q.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct QuantilePosition {
  int64_t rank = 0;     // r
  double fraction = 0;  // phi, in [0, 1)

  // The rank of the smallest value that is at least q.
  int64_t SelectedRank() const { return rank + (fraction > 0 ? 1 : 0); }
};

// 0 <= tau <= 1, n >= 1.
QuantilePosition PositionOfQuantile(double tau, int64_t n);

// Scalars of the dtype of `values`, any shape, at least one element, none NaN; without gradients. The first is q; the
// second the smallest value that is at least q.
at::Tensor InterpolatedQuantile(const at::Tensor& values, double tau);
at::Tensor SelectionThreshold(const at::Tensor& values, double tau);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_GATE_QUANTILE_H_
