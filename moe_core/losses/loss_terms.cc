#include "moe_core/losses/loss_terms.h"

#include <ATen/TensorOperators.h>

namespace moebench {

void AddTerm(LossTerms& loss, const std::string& name, double weight, const at::Tensor& value) {
  if (weight == 0) return;
  loss.total = loss.total.defined() ? loss.total + weight * value : weight * value;
  loss.terms.push_back({name, weight, value});
}

}  // namespace moebench
