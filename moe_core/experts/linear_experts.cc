#include "moe_core/experts/linear_experts.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <cmath>
#include <vector>

namespace moebench {

LinearExpertsImpl::LinearExpertsImpl(int64_t num_experts, int64_t dim, int64_t output_dim) {
  const double bound = 1.0 / std::sqrt(dim);  // torch::nn::Linear's initialisation
  weight_ = register_parameter("weight", at::empty({num_experts, output_dim, dim}).uniform_(-bound, bound));
  bias_ = register_parameter("bias", at::empty({num_experts, output_dim}).uniform_(-bound, bound));
}

at::Tensor LinearExpertsImpl::forward(const at::Tensor& x, const DispatchPlan& plan, const at::Tensor& weight) {
  TORCH_CHECK(plan.num_experts == weight_.size(0), "the plan is for ", plan.num_experts, " experts, the bank has ",
              weight_.size(0));
  const at::Tensor offset = plan.offset.to(at::kCPU);
  const int64_t* begin = offset.data_ptr<int64_t>();
  const at::Tensor gathered = x.index_select(0, plan.token);  // [T * K, D], in plan order
  std::vector<at::Tensor> rows;
  for (int64_t i = 0; i < plan.num_experts; ++i) {
    if (begin[i + 1] == begin[i]) continue;
    rows.push_back(at::linear(gathered.slice(0, begin[i], begin[i + 1]), weight_[i], bias_[i]));
  }
  rows.push_back(x.new_zeros({gathered.size(0) - begin[plan.num_experts], weight_.size(1)}));  // empty slots
  return CombineInSlotOrder(plan, at::cat(rows), weight);
}

at::Tensor LinearExpertsImpl::ForwardAll(const at::Tensor& x) {
  const int64_t E = weight_.size(0), C = weight_.size(1), D = weight_.size(2);
  return at::linear(x, weight_.reshape({E * C, D}), bias_.reshape({E * C})).reshape({x.size(0), E, C});
}

}  // namespace moebench
