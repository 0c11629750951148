#include "moe_core/base/numeric_gradient.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>
#include <torch/autograd.h>

#include <algorithm>
#include <cmath>

namespace moebench {

double GradientError(const std::function<at::Tensor(const at::Tensor&)>& function, const at::Tensor& at) {
  constexpr double kStep = 1e-6;
  at::Tensor x = at.detach().to(at::kDouble).clone().contiguous();
  x.set_requires_grad(true);
  at::Tensor analytic = torch::autograd::grad({function(x)}, {x}, {}, {}, false, /*allow_unused=*/true)[0];
  analytic = analytic.defined() ? analytic.contiguous() : at::zeros_like(x);

  at::NoGradGuard no_grad;
  at::Tensor probe = x.detach().clone();
  double* values = probe.data_ptr<double>();
  const double* gradient = analytic.data_ptr<double>();
  double worst = 0, largest = 1;
  for (int64_t i = 0; i < probe.numel(); ++i) {
    const double original = values[i];
    values[i] = original + kStep;
    const double above = function(probe).item<double>();
    values[i] = original - kStep;
    const double below = function(probe).item<double>();
    values[i] = original;
    const double numeric = (above - below) / (2 * kStep);
    worst = std::max(worst, std::abs(numeric - gradient[i]));
    largest = std::max(largest, std::abs(numeric));
  }
  return worst / largest;
}

}  // namespace moebench
