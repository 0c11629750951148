#ifndef MOEBENCH_MOE_CORE_BASE_NUMERIC_GRADIENT_H_
#define MOEBENCH_MOE_CORE_BASE_NUMERIC_GRADIENT_H_

// For tests: checks a function's gradient against central differences.
//
//   EXPECT_LT(GradientError([](const at::Tensor& x) { return RoutingEntropy(x); }, torch::randn({4, 3})), 1e-6);

#include <ATen/core/Tensor.h>

#include <functional>

namespace moebench {

// The largest |numeric - autograd| over all elements of `at`, relative to the largest numeric derivative (at least 1).
// `function` maps a float64 tensor of the shape of `at` to a float64 scalar; central differences with step 1e-6.
double GradientError(const std::function<at::Tensor(const at::Tensor&)>& function, const at::Tensor& at);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_BASE_NUMERIC_GRADIENT_H_
