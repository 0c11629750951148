#include "moe_core/metrics/layer_probes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/xlogy.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "base/counter_random.h"

namespace moebench {
namespace {

constexpr int64_t kBins = 30;

at::Tensor Checked(const at::Tensor& values, const char* name) {
  TORCH_CHECK(at::isfinite(values).all().item<bool>(), name, " has values that are not finite");
  return values.detach().to(at::kDouble);
}

at::Tensor CheckedMatrix(const at::Tensor& values, const char* name) {
  TORCH_CHECK(values.dim() == 2 && values.numel() > 0, name, " must be [T, D], not empty, got ", values.sizes());
  return Checked(values, name);
}

// -sum p log p over dim 0.
at::Tensor EntropyOfShares(const at::Tensor& share) { return -at::xlogy(share, share).sum(0); }

// [n, columns] of +1 and -1, a pure function of (key, row).
at::Tensor RandomSigns(int64_t n, int64_t columns, uint64_t key) {
  at::Tensor signs = at::empty({n, columns}, at::kDouble);
  double* out = signs.data_ptr<double>();
  for (int64_t row = 0; row < n; ++row) {
    CounterRandom random(key, static_cast<uint64_t>(row));
    for (int64_t column = 0; column < columns; ++column) out[row * columns + column] = random.Below(2) == 0 ? -1 : 1;
  }
  return signs;
}

}  // namespace

double ActivationEntropy(const at::Tensor& activations) {
  const at::Tensor values = CheckedMatrix(activations, "activations");
  const at::Tensor least = values.min(), range = values.max() - least;
  if (range.item<double>() == 0) return 0;
  const at::Tensor bin = ((values - least) / range * kBins).to(at::kLong).clamp_max(kBins - 1);  // [T, D]
  at::Tensor count = at::zeros({kBins, values.size(1)}, values.options());
  count.scatter_add_(0, bin, values.new_ones(values.sizes()));
  return EntropyOfShares(count / values.size(0)).mean().item<double>();
}

double GradientVariance(const at::Tensor& gradients) {
  TORCH_CHECK(gradients.dim() >= 1 && gradients.size(0) >= 2, "gradient variance needs [n, ...] with n >= 2, got ",
              gradients.sizes());
  const at::Tensor samples = Checked(gradients, "gradients");
  return (samples - samples.mean(0)).square().sum().item<double>() / static_cast<double>(samples.size(0) - 1);
}

double EffectiveRank(const at::Tensor& activations) {
  const at::Tensor singular = at::linalg_svdvals(CheckedMatrix(activations, "activations"));
  const double sum = singular.sum().item<double>();
  return sum == 0 ? 0 : std::exp(EntropyOfShares(singular / sum).item<double>());
}

double JacobianNorm(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& x, int products,
                    uint64_t key) {
  TORCH_CHECK(products >= 1, "Jacobian norm by ", products, " products");
  CheckedMatrix(x, "x");
  const c10::AutoGradMode with_grad(true);
  const at::Tensor at = x.detach().clone().requires_grad_();
  const at::Tensor y = f(at);
  TORCH_CHECK(y.dim() == 2 && y.size(0) == x.size(0), "f must return [T, any] with T = ", x.size(0), ", got ",
              y.sizes());
  double squares = 0;
  for (int product = 0; product < products; ++product) {
    const at::Tensor v =
        RandomSigns(y.size(0), y.size(1), MixSeed(key, static_cast<uint64_t>(product))).to(y.options());
    const at::Tensor vjp = torch::autograd::grad({y}, {at}, {v}, /*retain_graph=*/true)[0];
    squares += Checked(vjp, "the Jacobian").square().sum().item<double>();
  }
  return std::sqrt(squares / products / static_cast<double>(x.size(0)));
}

}  // namespace moebench
