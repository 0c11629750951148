#include "moe_core/routing/dynamoe_gate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <cmath>

#include "moe_core/routing/normal_draws.h"

namespace moebench {

at::Tensor NewGateWeight(int64_t num_experts, int64_t dim) {
  const double bound = 1 / std::sqrt(static_cast<double>(dim));
  return at::empty({num_experts, dim}, at::kFloat).uniform_(-bound, bound);
}

DynamoeGates ScoreGates(const at::Tensor& x, const at::Tensor& weight, double noise_stddev, uint64_t noise_key) {
  const at::Tensor clean = at::linear(x, weight.to(x.scalar_type()));
  if (noise_stddev == 0) return {clean, clean};
  const at::Tensor noise = NormalDraws(clean.size(0), clean.size(1), noise_key);
  return {clean, clean + (noise_stddev * noise).to(clean.options())};
}

}  // namespace moebench
