#include "moe_core/routing/top_k.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/sort.h>

#include <numeric>
#include <utility>
#include <vector>

#include "base/counter_random.h"

namespace moebench {

TopK SelectTopK(const at::Tensor& scores, int64_t k) {
  TORCH_CHECK(scores.dim() == 2, "scores must be [T, E], got ", scores.sizes());
  TORCH_CHECK(k >= 1 && k <= scores.size(1), "top_k is ", k, " but there are ", scores.size(1), " experts");
  // A stable descending sort keeps equal values in index order.
  const at::Tensor order = std::get<1>(at::sort(scores.detach(), /*stable=*/true, /*dim=*/1, /*descending=*/true));
  const at::Tensor index = order.narrow(1, 0, k).contiguous();
  return {at::gather(scores, 1, index), index};
}

at::Tensor RandomDistinctExperts(int64_t num_rows, int64_t num_experts, int64_t k, uint64_t key) {
  TORCH_CHECK(k >= 1 && k <= num_experts, "top_k is ", k, " but there are ", num_experts, " experts");
  at::Tensor chosen = at::empty({num_rows, k}, at::kLong);
  int64_t* out = chosen.data_ptr<int64_t>();
  std::vector<int64_t> experts(num_experts);
  for (int64_t row = 0; row < num_rows; ++row) {
    std::iota(experts.begin(), experts.end(), 0);
    CounterRandom random(key, row);
    for (int64_t slot = 0; slot < k; ++slot) {
      std::swap(experts[slot], experts[slot + random.Below(static_cast<uint32_t>(num_experts - slot))]);
      out[row * k + slot] = experts[slot];
    }
  }
  return chosen;
}

}  // namespace moebench
