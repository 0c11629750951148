// How many sets of experts a token can be sent to (DYNAMOE, Theorem 1). With N experts, fixed top-K has C(N, K)
// patterns; a router free to take any number from K_min on has
//
//   sum_{k = K_min}^{N} C(N, k)
//
// The theorem compares the logarithms of the two. It counts what a router *could* do: under DYNAMOE's TOKEN scope every
// token takes the same number K_tau = N - ceil(tau (N - 1)) of experts, so that only C(N, K_tau) patterns can occur and
// the gain over fixed top-K_tau is empty. CountPatterns says what a router did.
#ifndef MOEBENCH_MOE_CORE_METRICS_ROUTING_PATTERNS_H_
#define MOEBENCH_MOE_CORE_METRICS_ROUTING_PATTERNS_H_

#include <cstdint>

#include "moe_core/routing/routing.h"

namespace moebench {

// log C(n, k) in nats; 0 <= k <= n.
double LogBinomial(int64_t n, int64_t k);

// log sum_{k = k_min}^{n} C(n, k) in nats; 0 <= k_min <= n. Finite for any n.
double LogPatternsFrom(int64_t n, int64_t k_min);

// Different sets of experts among the tokens of a routing, whatever the order of slots; a token without experts has the
// empty set.
int64_t CountPatterns(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_ROUTING_PATTERNS_H_
