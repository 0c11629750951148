// DYNAMOE's experts, two layers with ReLU: E_i(x) = W_out,i max(0, W_in,i x + b_in,i) + b_out,i; biases are optional.

#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>

#include <cmath>

#include "base/status_macros.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/experts/grouped_linear.h"

namespace moebench {
namespace {

class ReluFfnExperts : public ExpertBank {
 public:
  ReluFfnExperts(const ExpertConfig& config, const ExpertShape& shape) : ExpertBank(config, shape) {
    const int64_t E = shape.num_experts, D = shape.dim, F = config.hidden_dim();
    w_in_ = Register("w_in", {E, F, D}, D);
    if (config.bias()) b_in_ = Register("b_in", {E, F}, D);
    w_out_ = Register("w_out", {E, D, F}, F);
    if (config.bias()) b_out_ = Register("b_out", {E, D}, F);
  }

  at::Tensor Compute(const ExpertRows& rows, int64_t /*hop*/) override {
    const auto cast = [&](const at::Tensor& p) { return p.defined() ? p.to(rows.x.scalar_type()) : p; };
    const at::Tensor hidden = at::relu(GroupedLinear(rows.x, rows.offset, cast(w_in_), cast(b_in_)));  // [n, F]
    return GroupedLinear(hidden, rows.offset, cast(w_out_), cast(b_out_));
  }

  int64_t FlopsPerAssignment() const override { return 4 * w_in_.size(1) * w_in_.size(2); }

 private:
  // torch::nn::Linear's initialisation.
  at::Tensor Register(const std::string& name, const std::vector<int64_t>& sizes, int64_t fan_in) {
    const double bound = 1.0 / std::sqrt(fan_in);
    return register_parameter(name, at::empty(sizes).uniform_(-bound, bound));
  }

  at::Tensor w_in_;   // [E, F, D]
  at::Tensor b_in_;   // [E, F]
  at::Tensor w_out_;  // [E, D, F]
  at::Tensor b_out_;  // [E, D]
};

}  // namespace

ExpertsOr MakeReluFfnExperts(const ExpertConfig& config, const ExpertShape& shape) {
  MOE_RETURN_IF_ERROR(CheckKeepsWidth(config, shape));
  return std::make_shared<ReluFfnExperts>(config, shape);
}

}  // namespace moebench
