#ifndef MOEBENCH_MOE_CORE_ROUTING_DYNAMOE_GATE_H_
#define MOEBENCH_MOE_CORE_ROUTING_DYNAMOE_GATE_H_

// The gate of DYNAMOE (equations 1 and 7), shared by its quantile routing and by the fixed top-K it is compared with:
//
//   g = x W_g,   in training g + sigma n with n standard normal
//
// The noise decides which experts are chosen and how they are weighted; losses read the noise-free gates.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct DynamoeGates {
  at::Tensor clean;  // [T, E]
  at::Tensor noisy;  // [T, E]; `clean` itself where sigma is 0
};

// W_g transposed, [E, D], fp32: uniform on +-1 / sqrt(D), from LibTorch's global generator.
at::Tensor NewGateWeight(int64_t num_experts, int64_t dim);

// x [T, D], weight [E, D] of any dtype. The noise is a pure function of (noise_key, row).
DynamoeGates ScoreGates(const at::Tensor& x, const at::Tensor& weight, double noise_stddev, uint64_t noise_key);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_DYNAMOE_GATE_H_
