#ifndef MOEBENCH_MOE_CORE_EXPERTS_GROUPED_LINEAR_H_
#define MOEBENCH_MOE_CORE_EXPERTS_GROUPED_LINEAR_H_

// One linear map an expert over rows sorted by expert: one matrix product for each expert that has rows, forward and
// backward. Weights are never gathered by row, and autograd holds one node, not one an expert.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace moebench {

// x [n, D], weight [E, C, D] in any strides, bias [E, C] or undefined; offset [E + 1] from 0 to n: expert i owns rows
// [offset[i], offset[i + 1]). -> [n, C], row j of expert i being weight_i x_j + bias_i. All in one dtype. An expert
// without rows gets a gradient of 0. Differentiable any number of times.
at::Tensor GroupedLinear(const at::Tensor& x, const std::vector<int64_t>& offset, const at::Tensor& weight,
                         const at::Tensor& bias = {});

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_GROUPED_LINEAR_H_
