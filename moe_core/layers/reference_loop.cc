#include "moe_core/layers/reference_loop.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/counter_random.h"

namespace moebench {

const at::Tensor& RouterLoop::Parameter(const std::string& name) const {
  const auto found = parameter.find(name);
  TORCH_CHECK(found != parameter.end(), "the ", config.kind(), " router has no parameter \"", name, "\"");
  return found->second;
}

uint64_t RouterLoop::Key(uint64_t purpose) const {
  return MixSeed(MixSeed(input.key, MixSeed(input.layer_index, input.hop)), purpose);
}

std::vector<double> Values(const at::Tensor& v) {
  const at::Tensor values = v.detach().contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

std::vector<int64_t> Largest(const std::vector<double>& value, int64_t k) {
  std::vector<int64_t> order(value.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return value[a] > value[b]; });
  order.resize(k);
  return order;
}

at::Tensor Softmax(const at::Tensor& v) { return at::exp(v) / at::exp(v).sum(); }
at::Tensor Unit(const at::Tensor& v) { return v / (v * v).sum().sqrt(); }

std::vector<ReferenceSlot> SoftmaxOver(const std::vector<int64_t>& chosen, const at::Tensor& logits) {
  at::Tensor sum = at::zeros({}, logits.options());
  for (const int64_t i : chosen) sum = sum + at::exp(logits[i]);
  std::vector<ReferenceSlot> slots;
  for (const int64_t i : chosen) slots.push_back({i, at::exp(logits[i]) / sum});
  return slots;
}

void ChooseBySoftmax(const at::Tensor& logits, RouterLoop& loop) {
  loop.out.logits.push_back(logits);
  loop.out.probability.push_back(Softmax(logits));
  loop.out.slots.push_back(SoftmaxOver(Largest(Values(logits), loop.K()), logits));
}

double Quantile(std::vector<double> value, double tau) {
  std::sort(value.begin(), value.end());
  const double position = tau * static_cast<double>(value.size() - 1);
  const auto below = static_cast<size_t>(std::floor(position + 1e-9));
  const double fraction = std::max(0.0, position - static_cast<double>(below));
  return fraction < 1e-9 ? value[below] : value[below] + fraction * (value[below + 1] - value[below]);
}

}  // namespace moebench
