#include "moe_core/losses/routing_entropy.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>

namespace moebench {

at::Tensor RoutingEntropy(const at::Tensor& logits) {
  TORCH_CHECK(logits.dim() == 2, "logits must be [T, E], got ", logits.sizes());
  const at::Tensor log_p = at::log_softmax(logits, 1);
  return -(log_p.exp() * log_p).sum(1).mean();
}

}  // namespace moebench
