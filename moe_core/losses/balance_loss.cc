#include "moe_core/losses/balance_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/xlogy.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <limits>

namespace moebench {

at::Tensor ImportanceKl(const at::Tensor& mean_probability) {
  // A probability that underflowed to 0 has the derivative 0 by its softmax; that of the logarithm would make it NaN.
  const at::Tensor positive = mean_probability.clamp_min(std::numeric_limits<float>::min());
  return at::xlogy(mean_probability, positive).sum() + std::log(static_cast<double>(mean_probability.size(0)));
}

at::Tensor AssignmentVariance(const Routing& routing) {
  const int64_t E = routing.num_experts;
  // One extra bin takes the empty slots, whose weight is 0. One addition a slot keeps the order, so the bits, fixed.
  at::Tensor count = at::zeros({E + 1}, routing.weight.options());
  for (int64_t k = 0; k < routing.weight.size(1); ++k) {
    count = count.scatter_add(0, routing.expert.select(1, k), routing.weight.select(1, k));
  }
  const at::Tensor share = count.narrow(0, 0, E) / count.sum();
  return share.var(/*dim=*/at::OptionalIntArrayRef({0}), /*correction=*/at::Scalar(0)) * static_cast<double>(E * E);
}

at::Tensor EcologyBalanceLoss(const Routing& routing) {
  return ImportanceKl(routing.mean_probability) + AssignmentVariance(routing);
}

}  // namespace moebench
