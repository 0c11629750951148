#include "moe_core/losses/router_z_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace moebench {
namespace {

// ATen divides a sum of 32,768 numbers or more between threads, and its bits would follow their count.
constexpr int64_t kSerialSum = 16384;

}  // namespace

at::Tensor RouterZLoss(const at::Tensor& log_normalizer) {
  TORCH_CHECK(log_normalizer.defined(),
              "the router z-loss needs logits, which this router does not have: set z_loss_weight to 0");
  TORCH_CHECK(log_normalizer.dim() == 1, "log_normalizer must be [T], got ", log_normalizer.sizes());
  at::Tensor sum = at::zeros({}, log_normalizer.options());
  for (const at::Tensor& part : log_normalizer.split(kSerialSum)) sum = sum + part.square().sum();
  return sum / static_cast<double>(std::max<int64_t>(log_normalizer.size(0), 1));
}

}  // namespace moebench
