// What a DYNAMOE layer costs a token on average (Proposition 1), in forward floating-point operations, a multiply-add
// being two:
//
//   FLOPs = E[K] 4 d h + 2 d N
//
// with E[K] the mean number of experts a token is sent to, 4 d h one two-layer expert of hidden width h (its biases and
// ReLU, h + d and h operations, are left out), and 2 d N the gate. Only chosen experts cost anything, so a layer's
// parameters grow with N and its operations with E[K]. E[K] at the tau-quantile of distinct gates, which lies in [1,
// N]:
//
//   TOKEN scope   N - ceil(tau (N - 1)), for every token
//   LAYER scope   N (1 - tau) + tau^N, for independent gates of one distribution and a large batch: each gate is
//   selected
//                 with probability 1 - tau, and the arg-max steps in where none is
//
// The paper's own figure for N = 8 and tau = .7, 2.4 experts, is N (1 - tau): it leaves the arg-max out.
#ifndef MOEBENCH_MOE_CORE_METRICS_EXPECTED_FLOPS_H_
#define MOEBENCH_MOE_CORE_METRICS_EXPECTED_FLOPS_H_

#include <cstdint>

namespace moebench {

// 0 <= tau <= 1, num_experts >= 1. Positions tau (N - 1) within 1e-9 of a whole number are that number.
int64_t TokenScopeExperts(int64_t num_experts, double tau);
double LayerScopeExperts(int64_t num_experts, double tau);

// Of one token in one layer; hidden is h.
double DynamoeFlopsPerToken(int64_t dim, int64_t hidden, int64_t num_experts, double mean_experts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_EXPECTED_FLOPS_H_
