#include "moe_core/losses/balance_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/xlogy.h>

#include <cmath>
#include <limits>

#include "moe_core/losses/sum_by_expert.h"

namespace moebench {

at::Tensor ImportanceKl(const at::Tensor& mean_probability) {
  // A probability that underflowed to 0 has the derivative 0 by its softmax; that of the logarithm would make it NaN.
  const at::Tensor positive = mean_probability.clamp_min(std::numeric_limits<float>::min());
  return at::xlogy(mean_probability, positive).sum() + std::log(static_cast<double>(mean_probability.size(0)));
}

at::Tensor AssignmentVariance(const Routing& routing) {
  const int64_t E = routing.num_experts;
  // Empty slots are counted last, and weigh 0.
  const at::Tensor count = SumByExpert(routing.expert, routing.weight, E);
  const at::Tensor share = count.narrow(0, 0, E) / count.sum();
  return share.var(/*dim=*/at::OptionalIntArrayRef({0}), /*correction=*/at::Scalar(0)) * static_cast<double>(E * E);
}

at::Tensor EcologyBalanceLoss(const Routing& routing) {
  return ImportanceKl(routing.mean_probability) + AssignmentVariance(routing);
}

}  // namespace moebench
