#ifndef MOEBENCH_MOE_CORE_LOSSES_LOSS_TERMS_H_
#define MOEBENCH_MOE_CORE_LOSSES_LOSS_TERMS_H_

// A total loss and the terms it is the weighted sum of, by name, so that a log can show them and a diverged run can say
// which one broke.

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace moebench {

struct LossTerm {
  std::string name;
  double weight = 1;
  at::Tensor value;  // scalar, unweighted
};

struct LossTerms {
  std::vector<LossTerm> terms;
  at::Tensor total;  // scalar, the weighted sum; undefined while there is no term
};

// Appends a term and adds it to the total. A weight of 0 appends nothing.
void AddTerm(LossTerms& loss, const std::string& name, double weight, const at::Tensor& value);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_LOSS_TERMS_H_
