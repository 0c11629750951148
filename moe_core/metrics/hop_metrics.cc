#include "moe_core/metrics/hop_metrics.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>

namespace moebench {
namespace {

void CheckSameTokens(const std::vector<at::Tensor>& by_hop) {
  for (const at::Tensor& rows : by_hop) {
    TORCH_CHECK(rows.dim() == 2 && rows.size(0) == by_hop.front().size(0), "hops have ", by_hop.front().sizes(),
                " and ", rows.sizes(), "; measure consecutive hops without halting");
  }
}

// value [T], counted where `counts` [T] is true.
PairMean MeanWhere(const at::Tensor& value, const at::Tensor& counts) {
  return {value.masked_fill(counts.logical_not(), 0).sum().item<double>(), counts.sum().item<int64_t>()};
}

}  // namespace

PairMean& PairMean::operator+=(const PairMean& other) {
  sum += other.sum;
  pairs += other.pairs;
  return *this;
}

PairMean ConsecutiveUpdateCosine(const std::vector<at::Tensor>& update) {
  CheckSameTokens(update);
  PairMean mean;
  for (size_t hop = 0; hop + 1 < update.size(); ++hop) {
    const at::Tensor a = update[hop].detach().to(at::kDouble), b = update[hop + 1].detach().to(at::kDouble);
    const at::Tensor norms = at::linalg_vector_norm(a, 2, {1}) * at::linalg_vector_norm(b, 2, {1});
    mean += MeanWhere((a * b).sum(1) / norms, norms > 0);
  }
  return mean;
}

PairMean ConsecutiveExpertJaccard(const std::vector<at::Tensor>& expert, int64_t num_experts) {
  CheckSameTokens(expert);
  PairMean mean;
  for (size_t hop = 0; hop + 1 < expert.size(); ++hop) {
    const at::Tensor a = expert[hop], b = expert[hop + 1];
    const at::Tensor same = (a.unsqueeze(2) == b.unsqueeze(1)) & (a < num_experts).unsqueeze(2);  // [T, K, K]
    const at::Tensor both = same.sum({1, 2}).to(at::kDouble);
    const at::Tensor either = (a < num_experts).sum(1) + (b < num_experts).sum(1) - both;
    mean += MeanWhere(both / either, either > 0);
  }
  return mean;
}

}  // namespace moebench
