// How evenly the experts are used. The usage u_i of expert i is the share of samples whose top-1 expert is i; each
// measure below is a function of the wins (samples per expert), for N experts and T samples:
//
//   coefficient of variation   population standard deviation of u over its mean, 0 (even) to sqrt(N - 1)
//   Gini coefficient           sum_ij |u_i - u_j| / (2 N sum_i u_i), 0 (even) to 1 - 1/N
//   entropy                    -sum_i u_i log u_i; in bits with log2
//   normalised entropy         entropy / log N, 1 (even) to 0; 1 for a single expert
//   effective experts          exp(entropy in nats), N (even) to 1
//
//   const std::vector<int64_t> wins = Top1Wins(expert, /*top_k=*/2, /*num_experts=*/16);
//   const double gini = GiniCoefficient(wins);
#ifndef MOEBENCH_MOE_CORE_METRICS_USAGE_METRICS_H_
#define MOEBENCH_MOE_CORE_METRICS_USAGE_METRICS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace moebench {

// Samples per expert, [E]. expert: [T, top_k] in slot order, ids in [0, num_experts).
std::vector<int64_t> Top1Wins(absl::Span<const int32_t> expert, int top_k, int num_experts);

// [E], sums to 1. Here and below, wins is [E] and holds at least one sample.
std::vector<double> UsageShares(absl::Span<const int64_t> wins);

double CoefficientOfVariation(absl::Span<const int64_t> wins);
double GiniCoefficient(absl::Span<const int64_t> wins);
double UsageEntropyBits(absl::Span<const int64_t> wins);
double NormalizedUsageEntropy(absl::Span<const int64_t> wins);
double EffectiveExperts(absl::Span<const int64_t> wins);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_USAGE_METRICS_H_
