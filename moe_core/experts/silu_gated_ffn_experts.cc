// Gated FFN (Shazeer 2020, "GLU Variants Improve Transformer", its SwiGLU): E_i(x) = W_out,i (SiLU(W_gate,i x) * W_in,i
// x), without biases.

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/silu.h>

#include <cmath>

#include "base/status_macros.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/experts/grouped_linear.h"

namespace moebench {
namespace {

class SiluGatedFfnExperts : public ExpertBank {
 public:
  SiluGatedFfnExperts(const ExpertConfig& config, const ExpertShape& shape) : ExpertBank(config, shape) {
    const int64_t E = shape.num_experts, D = shape.dim, F = config.hidden_dim();
    const double in_bound = 1.0 / std::sqrt(D), out_bound = 1.0 / std::sqrt(F);  // torch::nn::Linear's initialisation
    w_gate_ = register_parameter("w_gate", at::empty({E, F, D}).uniform_(-in_bound, in_bound));
    w_in_ = register_parameter("w_in", at::empty({E, F, D}).uniform_(-in_bound, in_bound));
    w_out_ = register_parameter("w_out", at::empty({E, D, F}).uniform_(-out_bound, out_bound));
  }

  at::Tensor Compute(const ExpertRows& rows, int64_t /*hop*/) override {
    const at::ScalarType dtype = rows.x.scalar_type();
    const at::Tensor gate = at::silu(GroupedLinear(rows.x, rows.offset, w_gate_.to(dtype)));  // [n, F]
    const at::Tensor hidden = gate * GroupedLinear(rows.x, rows.offset, w_in_.to(dtype));
    return GroupedLinear(hidden, rows.offset, w_out_.to(dtype));
  }

  int64_t FlopsPerAssignment() const override { return 6 * w_in_.size(1) * w_in_.size(2); }

 private:
  at::Tensor w_gate_;  // [E, F, D]
  at::Tensor w_in_;    // [E, F, D]
  at::Tensor w_out_;   // [E, D, F]
};

}  // namespace

ExpertsOr MakeSiluGatedFfnExperts(const ExpertConfig& config, const ExpertShape& shape) {
  MOE_RETURN_IF_ERROR(CheckKeepsWidth(config, shape));
  return std::make_shared<SiluGatedFfnExperts>(config, shape);
}

}  // namespace moebench
