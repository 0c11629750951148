#include "moe_core/losses/sum_by_expert.h"

#include <ATen/ops/zeros.h>

namespace moebench {

at::Tensor SumByExpert(const at::Tensor& expert, const at::Tensor& value, int64_t num_experts) {
  TORCH_CHECK(expert.dim() == 2 && expert.sizes() == value.sizes(), "expert ", expert.sizes(), " and value ",
              value.sizes(), " must both be [T, K]");
  at::Tensor sum = at::zeros({num_experts + 1}, value.options());
  if (value.is_cuda()) {
    // Sorts by expert first; scatter_add would add atomically there, in any order.
    const c10::List<c10::optional<at::Tensor>> index({expert.reshape({-1})});
    return sum.index_put(index, value.reshape({-1}), /*accumulate=*/true);
  }
  // Along its only dimension scatter_add is one loop.
  for (int64_t k = 0; k < value.size(1); ++k) sum = sum.scatter_add(0, expert.select(1, k), value.select(1, k));
  return sum;
}

}  // namespace moebench
