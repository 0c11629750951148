#include "moe_core/losses/squared_variation.h"

#include <ATen/TensorOperators.h>

namespace moebench {
namespace {

constexpr double kSmallestSum = 1e-10;

}  // namespace

at::Tensor SquaredVariation(const at::Tensor& amount) {
  TORCH_CHECK(amount.dim() == 1 && amount.size(0) >= 1, "amount must be [E], got ", amount.sizes());
  const double E = static_cast<double>(amount.size(0));
  const at::Tensor share = amount / amount.sum().clamp_min(kSmallestSum);
  return (share - share.mean()).square().sum() * E;
}

}  // namespace moebench
