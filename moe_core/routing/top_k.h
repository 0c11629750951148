#ifndef MOEBENCH_MOE_CORE_ROUTING_TOP_K_H_
#define MOEBENCH_MOE_CORE_ROUTING_TOP_K_H_

// Top-K selection with the tie rule of every router here: equal values go to the lower index. torch::topk leaves the
// order of ties open, and it differs between devices.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

struct TopK {
  at::Tensor value;  // [T, K], descending; differentiable
  at::Tensor index;  // [T, K] int64
};

// The K largest of each row of `scores` [T, E]. NaN counts as larger than any number, so indices are always in range;
// routers refuse logits that are not finite before they select. Throws c10::Error unless 1 <= k <= E.
TopK SelectTopK(const at::Tensor& scores, int64_t k);

// [T, K] int64: k distinct experts of each row drawn uniformly (a partial Fisher-Yates shuffle); a pure function of
// (key, row), on the CPU.
at::Tensor RandomDistinctExperts(int64_t num_rows, int64_t num_experts, int64_t k, uint64_t key);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_TOP_K_H_
