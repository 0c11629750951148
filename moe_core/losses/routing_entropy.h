#ifndef MOEBENCH_MOE_CORE_LOSSES_ROUTING_ENTROPY_H_
#define MOEBENCH_MOE_CORE_LOSSES_ROUTING_ENTROPY_H_

// (1/T) sum_t -sum_i p[t, i] log p[t, i] in nats. ECOLOGY maximises it: it enters a total loss with a minus sign.

#include <ATen/core/Tensor.h>

namespace moebench {

// logits [T, E] -> scalar in [0, log E].
at::Tensor RoutingEntropy(const at::Tensor& logits);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ROUTING_ENTROPY_H_
