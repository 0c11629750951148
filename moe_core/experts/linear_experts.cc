// ECOLOGY's experts, linear classifiers: E_i(x) = W_i x + b_i.

#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <cmath>

#include "moe_core/experts/expert_list.h"
#include "moe_core/experts/grouped_linear.h"

namespace moebench {
namespace {

class LinearExperts : public ExpertBank {
 public:
  LinearExperts(const ExpertConfig& config, const ExpertShape& shape) : ExpertBank(config, shape) {
    const double bound = 1.0 / std::sqrt(shape.dim);  // torch::nn::Linear's initialisation
    weight_ = register_parameter("weight",
                                 at::empty({shape.num_experts, shape.output_dim, shape.dim}).uniform_(-bound, bound));
    bias_ = register_parameter("bias", at::empty({shape.num_experts, shape.output_dim}).uniform_(-bound, bound));
  }

  at::Tensor Compute(const ExpertRows& rows, int64_t /*hop*/) override {
    const at::ScalarType dtype = rows.x.scalar_type();
    return GroupedLinear(rows.x, rows.offset, weight_.to(dtype), bias_.to(dtype));
  }

  at::Tensor ForwardAll(const at::Tensor& x, int64_t /*hop*/) override {
    const int64_t E = weight_.size(0), C = weight_.size(1), D = weight_.size(2);
    const at::Tensor weight = weight_.to(x.scalar_type()).reshape({E * C, D});
    return at::linear(x, weight, bias_.to(x.scalar_type()).reshape({E * C})).reshape({x.size(0), E, C});
  }

  int64_t FlopsPerAssignment() const override { return 2 * weight_.size(1) * weight_.size(2); }

 private:
  at::Tensor weight_;  // [E, C, D]
  at::Tensor bias_;    // [E, C]
};

}  // namespace

ExpertsOr MakeLinearExperts(const ExpertConfig& config, const ExpertShape& shape) {
  return std::make_shared<LinearExperts>(config, shape);
}

}  // namespace moebench
