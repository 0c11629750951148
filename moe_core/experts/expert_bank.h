#ifndef MOEBENCH_MOE_CORE_EXPERTS_EXPERT_BANK_H_
#define MOEBENCH_MOE_CORE_EXPERTS_EXPERT_BANK_H_

// A bank of E experts of one kind. One kind a file, `<kind>_experts.cc`, and one line in expert_list.inc.
//
// A kind says what its experts do to rows grouped by expert. The base class gathers rows by the plan, combines outputs
// in slot order, and offers every expert on every token where a loss or metric compares experts.

#include <torch/nn/module.h>

#include <memory>
#include <vector>

#include "moe_core/dispatch/dispatch_plan.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

struct ExpertShape {
  int64_t num_experts = 0;  // E
  int64_t dim = 0;          // D of the input
  int64_t output_dim = 0;   // width of the output; D unless the experts are classifiers
};

// Rows sorted by expert. GroupedLinear (grouped_linear.h) maps them; most kinds are made of it.
struct ExpertRows {
  at::Tensor x;                 // [n, D]
  std::vector<int64_t> offset;  // [E + 1]: expert i owns rows [offset[i], offset[i + 1])
};

class ExpertBank : public torch::nn::Module {
 public:
  ExpertBank(const ExpertConfig& config, const ExpertShape& shape) : config_(config), shape_(shape) {}

  // x [T, D], weight [T, K] -> [T, output_dim]: each token's kept experts only, composed as config.composition says
  // ("sum": in slot order); empty and dropped slots add 0. `hop` counts from 0 and matters to per-hop pools alone.
  at::Tensor forward(const at::Tensor& x, const DispatchPlan& plan, const at::Tensor& weight, int64_t hop = 0);

  // x [T, D] -> [T, E, output_dim]: every expert on every token.
  virtual at::Tensor ForwardAll(const at::Tensor& x, int64_t hop = 0);

  // rows -> [n, output_dim]. Parameters are converted to the dtype of rows.x.
  virtual at::Tensor Compute(const ExpertRows& rows, int64_t hop) = 0;

  // Forward floating-point operations of one expert on one token (a multiply-add is two).
  virtual int64_t FlopsPerAssignment() const = 0;

  const ExpertConfig& config() const { return config_; }
  const ExpertShape& shape() const { return shape_; }

 private:
  const ExpertConfig config_;
  const ExpertShape shape_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_EXPERT_BANK_H_
