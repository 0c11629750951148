#ifndef MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_
#define MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_

// The value every router returns, and the value every router is given. A router reads features only to score them; it
// never moves or combines tokens, so dispatch, experts, losses and metrics work with any router.
//
// Slots are ordered by weight, then by expert index. One form serves fixed K, variable K (unused slots hold
// `num_experts` and weight 0) and expert choice. Capacity is a limit that dispatch keeps: dropped assignments are still
// in the slots here, so that losses count what the router wanted.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct RouterInput {
  at::Tensor x;                  // [T, D], floating point
  at::Tensor position;           // [T] int64, of the token in its sequence; undefined where no router reads it
  at::Tensor carry;              // [T, d], Routing::carry of the hop before; undefined at hop 0
  int64_t hop = 0;               // of a multi-hop layer
  double temperature = 1;        // divides the logits before the softmax
  bool random_dispatch = false;  // warm-up: slots are uniform random distinct experts of equal weight
  uint64_t key = 0;              // random draws are a pure function of this, of the layer and of the hop
};

// Which assignments a full expert turns away first: the later ones in this order.
enum class DropOrder {
  kPosition,  // by token, then slot (Switch)
  kChoice,    // every token's first slot before any second (GShard)
};

struct Routing {
  int64_t num_experts = 0;
  at::Tensor expert;            // [T, K] int64, in [0, E]; E is an empty slot
  at::Tensor weight;            // [T, K], combine weight, 0 in empty slots
  at::Tensor log_normalizer;    // [T], logsumexp of the logits; undefined for routers without logits
  at::Tensor mean_probability;  // [E], P_i = (1/T) sum_t p[t, i]; zeros where T = 0
  at::Tensor logits;            // [T, E], clean and divided by the temperature; undefined for routers without logits

  int64_t capacity = 0;  // the most assignments an expert takes; 0 is no limit
  DropOrder drop_order = DropOrder::kPosition;

  at::Tensor carry;        // [T, d], for RouterInput::carry of the next hop; undefined unless the router needs it
  at::Tensor observation;  // what Router::Update learns from this batch; undefined for a router without running state

  // What losses of one router's own read; undefined elsewhere.
  at::Tensor prototypes;    // [E, D], of the prototype router
  at::Tensor noisy_logits;  // [T, E], of noisy top-K in training: what it selected by
  at::Tensor noise_stddev;  // [T, E], of noisy top-K in training
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_ROUTING_H_
