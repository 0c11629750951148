// EQUIFINALITY's static experts, vectors that do not look at the token: E_i(x) = e_i. The paper gives no
// initialisation; this is that of the rows of rank experts, uniform within +-1 / sqrt(D).

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

#include <cmath>

#include "base/status_macros.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/experts/grouped_linear.h"

namespace moebench {
namespace {

class StaticExperts : public ExpertBank {
 public:
  StaticExperts(const ExpertConfig& config, const ExpertShape& shape) : ExpertBank(config, shape) {
    const double bound = 1.0 / std::sqrt(shape.dim);
    vector_ = register_parameter("vector", at::empty({shape.num_experts, shape.dim}).uniform_(-bound, bound));
  }

  // A linear map of a constant 1, so that the gradient is a sum within each expert's rows, in their order.
  at::Tensor Compute(const ExpertRows& rows, int64_t /*hop*/) override {
    const at::Tensor one = at::ones({rows.x.size(0), 1}, rows.x.options());
    return GroupedLinear(one, rows.offset, vector_.to(rows.x.scalar_type()).unsqueeze(2));
  }

  at::Tensor ForwardAll(const at::Tensor& x, int64_t /*hop*/) override {
    return vector_.to(x.scalar_type()).unsqueeze(0).expand({x.size(0), -1, -1});
  }

  int64_t FlopsPerAssignment() const override { return 0; }

 private:
  at::Tensor vector_;  // [E, D]
};

}  // namespace

ExpertsOr MakeStaticExperts(const ExpertConfig& config, const ExpertShape& shape) {
  MOE_RETURN_IF_ERROR(CheckKeepsWidth(config, shape));
  return std::make_shared<StaticExperts>(config, shape);
}

}  // namespace moebench
