#include "moe_core/losses/load_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/erfc.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "moe_core/losses/squared_variation.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

at::Tensor NormalCdf(const at::Tensor& z) { return at::erfc(z * -std::sqrt(0.5)) * 0.5; }

// [T, E]: the k-th largest of each row without the element itself, k < E.
at::Tensor KthExcluding(const at::Tensor& noisy, int64_t k) {
  const at::Tensor top = SelectTopK(noisy, k + 1).value;
  const at::Tensor kth = top.narrow(1, k - 1, 1), next = top.narrow(1, k, 1);
  // Leaving out one of the k largest moves the next one up. A tie of the two is the same threshold either way.
  return at::where(noisy.gt(next), next, kth);
}

}  // namespace

at::Tensor ExpectedLoad(const Routing& routing) {
  const int64_t T = routing.expert.size(0), K = routing.expert.size(1), E = routing.num_experts;
  if (T == 0) return at::zeros({E}, routing.weight.options());
  TORCH_CHECK(routing.noisy_logits.defined() && routing.noise_stddev.defined(),
              "the load loss needs the noisy logits of noisy_top_k in training, which this routing does not have: set "
              "load_weight to 0");
  TORCH_CHECK(K <= E, "there are ", K, " slots but ", E, " experts");
  if (K == E) return routing.logits.new_full({E}, static_cast<double>(T));
  const at::Tensor margin = routing.logits - KthExcluding(routing.noisy_logits, K);
  return NormalCdf(margin / routing.noise_stddev).sum(0);
}

at::Tensor LoadLoss(const Routing& routing) { return SquaredVariation(ExpectedLoad(routing)); }

}  // namespace moebench
