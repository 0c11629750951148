#include "moe_core/losses/similarity_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <torch/nn/functional/normalization.h>

namespace moebench {
namespace {

at::Tensor Unit(const at::Tensor& x) {  // along the last dimension
  return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(-1));
}

}  // namespace

at::Tensor PrototypeOrthogonality(const at::Tensor& prototypes) {
  const int64_t E = prototypes.size(0);
  if (E < 2) return prototypes.sum() * 0;
  const at::Tensor unit = Unit(prototypes);
  const at::Tensor squared = at::matmul(unit, unit.t()).square();  // [E, E], ones on the diagonal
  return (squared.sum() - squared.diagonal().sum()) / static_cast<double>(E * (E - 1));
}

at::Tensor ExpertSimilarity(const at::Tensor& expert_logits) {
  const int64_t E = expert_logits.size(1);
  if (E < 2) return expert_logits.sum() * 0;
  const at::Tensor unit = Unit(expert_logits - expert_logits.mean(2, /*keepdim=*/true));  // [T, E, C]
  // sum_{i != j} u_i . u_j = |sum_i u_i|^2 - sum_i |u_i|^2: no [T, E, E] tensor.
  const at::Tensor pair_sum = unit.sum(1).square().sum(1) - unit.square().sum({1, 2});  // [T]
  return pair_sum.mean() / static_cast<double>(E * (E - 1));
}

}  // namespace moebench
