#ifndef MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_
#define MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_

// The value every router returns, and the value every router is given. A router reads features only to score them; it
// never moves or combines tokens, so dispatch, experts, losses and metrics work with any router.
//
// Slots are ordered by weight, then by expert index. One form serves fixed K, variable K (unused slots hold
// `num_experts` and weight 0) and dropped tokens.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct RouterInput {
  at::Tensor x;                  // [T, D], floating point
  double temperature = 1;        // divides the logits before the softmax
  bool random_dispatch = false;  // warm-up: slots are uniform random distinct experts of equal weight
  uint64_t key = 0;              // random draws are a pure function of this
};

struct Routing {
  int64_t num_experts = 0;
  at::Tensor expert;            // [T, K] int64, in [0, E]; E is an empty slot
  at::Tensor weight;            // [T, K], combine weight, 0 in empty slots
  at::Tensor log_normalizer;    // [T], logsumexp of the logits
  at::Tensor mean_probability;  // [E], P_i = (1/T) sum_t p[t, i]
  at::Tensor logits;            // [T, E], clean and divided by the temperature; undefined where no loss asks for it
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_
