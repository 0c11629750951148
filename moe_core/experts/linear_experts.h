#ifndef MOEBENCH_MOE_CORE_EXPERTS_LINEAR_EXPERTS_H_
#define MOEBENCH_MOE_CORE_EXPERTS_LINEAR_EXPERTS_H_

// A bank of N linear classifiers, ECOLOGY's experts: expert i maps x to W_i x + b_i.

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "moe_core/dispatch/dispatch_plan.h"

namespace moebench {

class LinearExpertsImpl : public torch::nn::Module {
 public:
  LinearExpertsImpl(int64_t num_experts, int64_t dim, int64_t output_dim);

  // x [T, D], weight [T, K] -> [T, C]: each token's chosen experts only, combined in slot order; empty slots add 0.
  at::Tensor forward(const at::Tensor& x, const DispatchPlan& plan, const at::Tensor& weight);

  // x [T, D] -> [T, E, C]: every expert on every token, for losses and metrics that compare experts.
  at::Tensor ForwardAll(const at::Tensor& x);

  // Forward floating-point operations of one expert on one token (a multiply-add is two).
  int64_t FlopsPerAssignment() const { return 2 * weight_.size(1) * weight_.size(2); }

 private:
  at::Tensor weight_;  // [E, C, D]
  at::Tensor bias_;    // [E, C]
};
TORCH_MODULE(LinearExperts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_LINEAR_EXPERTS_H_
