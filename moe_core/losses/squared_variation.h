#ifndef MOEBENCH_MOE_CORE_LOSSES_SQUARED_VARIATION_H_
#define MOEBENCH_MOE_CORE_LOSSES_SQUARED_VARIATION_H_

// The squared coefficient of variation CV^2 = Var_i(c_i) / mean(c)^2 of amounts per expert, by which Shazeer et al.
// 2017 measure imbalance. The variance is the population's, so that one expert, and even amounts, give 0; an expert
// that has everything gives E - 1. Computed from shares s_i = c_i / sum c as E^2 Var_i(s_i), which is the same: a
// batch's size does not reach its rounding. A sum below 1e-10 counts as 1e-10, so that nothing at all gives 0 instead
// of 0 / 0.

#include <ATen/core/Tensor.h>

namespace moebench {

// amount [E], not negative -> scalar in [0, E - 1].
at::Tensor SquaredVariation(const at::Tensor& amount);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_SQUARED_VARIATION_H_
