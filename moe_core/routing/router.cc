#include "moe_core/routing/router.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/softmax.h>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

constexpr uint64_t kWarmupDraws = 0x77;

at::ScalarType ComputeDtype(const at::Tensor& x) { return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

}  // namespace

Routing Router::forward(const RouterInput& input) {
  TORCH_CHECK(input.x.dim() == 2 && input.x.size(1) == shape_.dim, "router of layer ", shape_.layer, " needs x [T, ",
              shape_.dim, "], got ", input.x.sizes());
  TORCH_CHECK(input.temperature > 0, "routing temperature is ", input.temperature, "; it must be positive");
  const int64_t T = input.x.size(0), K = config_.top_k();
  if (T == 0) return Empty(input);
  RouterInput converted = input;
  converted.x = input.x.to(ComputeDtype(input.x));
  Routing routing = Route(converted);
  if (input.random_dispatch) {
    routing.expert =
        RandomDistinctExperts(T, config_.num_experts(), K, DrawKey(input, kWarmupDraws)).to(input.x.device());
    routing.weight = at::full({T, K}, 1.0 / K, converted.x.options());
    routing.capacity = 0;
  }
  return routing;
}

void Router::Update(const at::Tensor& /*observation*/) {}

Routing Router::FromLogits(const at::Tensor& logits) const {
  CheckFinite(logits);
  Routing routing;
  routing.num_experts = config_.num_experts();
  routing.logits = logits;
  routing.log_normalizer = at::logsumexp(logits, {1});
  routing.mean_probability = at::softmax(logits, 1).mean(0);
  return routing;
}

Routing Router::TopKOfLogits(const at::Tensor& logits, int64_t k) const {
  Routing routing = FromLogits(logits);
  TopK top = SelectTopK(logits, k);
  routing.expert = top.index;
  // softmax over the chosen logits equals the chosen probabilities renormalised.
  routing.weight = at::softmax(top.value, 1);
  return routing;
}

void Router::CheckFinite(const at::Tensor& logits) const {
  const at::Tensor finite = at::isfinite(logits.detach());
  if (finite.all().item<bool>()) return;
  throw NonFiniteLogits(absl::StrCat("router of layer ", shape_.layer, ": ",
                                     logits.numel() - finite.sum().item<int64_t>(), " of ", logits.numel(),
                                     " logits are NaN or infinite"));
}

uint64_t Router::DrawKey(const RouterInput& input, uint64_t purpose) const {
  return MixSeed(MixSeed(input.key, MixSeed(shape_.layer_index, input.hop)), purpose);
}

Routing Router::Empty(const RouterInput& input) const {
  const auto options = input.x.options().dtype(ComputeDtype(input.x));
  const int64_t E = config_.num_experts(), K = config_.top_k();
  Routing routing;
  routing.num_experts = E;
  routing.expert = at::full({0, K}, E, options.dtype(at::kLong));
  routing.weight = at::full({0, K}, 0.0, options);
  routing.logits = at::full({0, E}, 0.0, options);
  routing.log_normalizer = at::full({0}, 0.0, options);
  routing.mean_probability = at::full({E}, 0.0, options);
  routing.carry = input.carry;
  return routing;
}

}  // namespace moebench
