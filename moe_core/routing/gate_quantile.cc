#include "moe_core/routing/gate_quantile.h"

#include <ATen/ops/kthvalue.h>
#include <ATen/ops/lerp.h>

#include <cmath>
#include <limits>
#include <tuple>

namespace moebench {
namespace {

at::Tensor ValueOfRank(const at::Tensor& values, int64_t rank) {
  return std::get<0>(at::kthvalue(values.detach().flatten(), rank + 1));
}

}  // namespace

QuantilePosition PositionOfQuantile(double tau, int64_t n) {
  TORCH_CHECK(tau >= 0 && tau <= 1 && n >= 1, "quantile ", tau, " of ", n, " values");
  const double position = tau * static_cast<double>(n - 1);
  const double whole = std::round(position);
  const double tolerance = 1e-9 + 4 * std::numeric_limits<double>::epsilon() * position;
  if (std::abs(position - whole) <= tolerance) return {static_cast<int64_t>(whole), 0};
  const double rank = std::floor(position);
  return {static_cast<int64_t>(rank), position - rank};
}

at::Tensor InterpolatedQuantile(const at::Tensor& values, double tau) {
  const QuantilePosition position = PositionOfQuantile(tau, values.numel());
  const at::Tensor lower = ValueOfRank(values, position.rank);
  if (position.fraction == 0) return lower;
  return at::lerp(lower, ValueOfRank(values, position.rank + 1), position.fraction);
}

at::Tensor SelectionThreshold(const at::Tensor& values, double tau) {
  return ValueOfRank(values, PositionOfQuantile(tau, values.numel()).SelectedRank());
}

}  // namespace moebench
