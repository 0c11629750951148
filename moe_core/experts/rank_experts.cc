// EQUIFINALITY's rank-r experts: E_i(x) = W_out,i SiLU(W_in,i x), without biases; r = 1 is the main case. The paper
// gives no initialisation; here W_in and W_out are uniform within +-1 / sqrt(D). Fan-in would give W_out +-1 / sqrt(r),
// which at r = 1 makes an expert's update as large as its input before anything is learned.

#include <ATen/ops/empty.h>
#include <ATen/ops/silu.h>

#include <cmath>

#include "base/status_macros.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/experts/grouped_linear.h"

namespace moebench {
namespace {

class RankExperts : public ExpertBank {
 public:
  RankExperts(const ExpertConfig& config, const ExpertShape& shape) : ExpertBank(config, shape) {
    const double bound = 1.0 / std::sqrt(shape.dim);
    const std::vector<int64_t> sizes = {shape.num_experts, config.rank(), shape.dim};
    w_in_ = register_parameter("w_in", at::empty(sizes).uniform_(-bound, bound));
    w_out_ = register_parameter("w_out", at::empty(sizes).uniform_(-bound, bound));
  }

  at::Tensor Compute(const ExpertRows& rows, int64_t /*hop*/) override {
    const at::ScalarType dtype = rows.x.scalar_type();
    const at::Tensor hidden = at::silu(GroupedLinear(rows.x, rows.offset, w_in_.to(dtype)));  // [n, r]
    return GroupedLinear(hidden, rows.offset, w_out_.to(dtype).transpose(1, 2));
  }

  int64_t FlopsPerAssignment() const override { return 4 * w_in_.size(1) * w_in_.size(2); }

 private:
  at::Tensor w_in_;   // [E, r, D]
  at::Tensor w_out_;  // [E, r, D], W_out,i transposed: neuron j reads row j of w_in and writes row j of w_out
};

}  // namespace

ExpertsOr MakeRankExperts(const ExpertConfig& config, const ExpertShape& shape) {
  MOE_RETURN_IF_ERROR(CheckKeepsWidth(config, shape));
  return std::make_shared<RankExperts>(config, shape);
}

}  // namespace moebench
