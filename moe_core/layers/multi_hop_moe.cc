#include "moe_core/layers/multi_hop_moe.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/argsort.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/losses/router_loss.h"

namespace moebench {
namespace {

at::Tensor SelectRows(const at::Tensor& x, const at::Tensor& row) {
  return x.defined() && row.defined() ? x.index_select(0, row) : x;
}

at::Tensor RowNorm(const at::Tensor& x) {  // [A, D] -> [A]
  const auto dtype = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  return at::linalg_vector_norm(x.detach(), 2, {1}, /*keepdim=*/false, dtype);
}

// The tokens under way. Those that stop leave with the sum of their updates, and later hops do not see them.
class TokensUnderWay {
 public:
  explicit TokensUnderWay(const RouterInput& input) : now_(input) {}

  const RouterInput& now() const { return now_; }       // x is s_{h-1}
  const at::Tensor& active() const { return active_; }  // [A] int64; undefined while all tokens are

  // Ends hop h with Delta_h = `update` [A, D] and with the routing's carry.
  void Add(const at::Tensor& update, const at::Tensor& carry) {
    // The sum of updates is s_h - s_0 without its cancellation, which bf16 would feel.
    sum_ = sum_.defined() ? sum_ + update : update;
    now_.carry = carry;
    ++now_.hop;
  }

  // Stops tokens with ||Delta_h|| < epsilon ||s_{h-1}||; the others stand at s_h. Returns whether there are any.
  bool Advance(const at::Tensor& update, double epsilon) {
    const at::Tensor before = now_.x;
    now_.x = before + update;
    if (epsilon == 0) return true;
    const at::Tensor stops = RowNorm(update) < epsilon * RowNorm(before);
    const at::Tensor row = stops.logical_not().nonzero().squeeze(1);
    if (row.size(0) == stops.size(0)) return true;
    Leave(stops.nonzero().squeeze(1));
    active_ = active_.defined() ? active_.index_select(0, row) : row;
    for (at::Tensor* rows : {&now_.x, &now_.position, &now_.carry, &sum_}) *rows = SelectRows(*rows, row);
    return row.size(0) > 0;
  }

  // s_H - s_0 [T, D] and the hops taken [T], of all tokens.
  std::pair<at::Tensor, at::Tensor> Finish() {
    const auto options = sum_.options().dtype(at::kLong);
    if (!active_.defined()) return {sum_, at::full({sum_.size(0)}, now_.hop, options)};
    Leave(at::arange(active_.size(0), options));
    const at::Tensor order = at::argsort(at::cat(token_));
    return {at::cat(left_with_).index_select(0, order), at::cat(hops_).index_select(0, order)};
  }

 private:
  void Leave(const at::Tensor& row) {
    token_.push_back(active_.defined() ? active_.index_select(0, row) : row);
    left_with_.push_back(sum_.index_select(0, row));
    hops_.push_back(at::full({row.size(0)}, now_.hop, row.options()));
  }

  RouterInput now_;
  at::Tensor active_;
  at::Tensor sum_;                                    // [A, D], of the updates so far
  std::vector<at::Tensor> token_, left_with_, hops_;  // of tokens that stopped, by hop
};

// The first hop's routing for the tokens `active` (undefined: all). Nothing is observed anew.
Routing FrozenRouting(const Routing& first, const at::Tensor& active) {
  Routing routing = first;
  for (at::Tensor Routing::*rows : {&Routing::expert, &Routing::weight, &Routing::log_normalizer, &Routing::logits,
                                    &Routing::carry, &Routing::noisy_logits, &Routing::noise_stddev}) {
    routing.*rows = SelectRows(routing.*rows, active);
  }
  routing.observation = at::Tensor();
  return routing;
}

void AddTerms(LossTerms& sum, const LossTerms& hop) {
  for (const LossTerm& term : hop.terms) {
    const auto same = std::find_if(sum.terms.begin(), sum.terms.end(),
                                   [&term](const LossTerm& other) { return other.name == term.name; });
    if (same == sum.terms.end()) {
      sum.terms.push_back(term);
    } else {
      same->value = same->value + term.value;
    }
  }
  if (hop.total.defined()) sum.total = sum.total.defined() ? sum.total + hop.total : hop.total;
}

}  // namespace

MultiHopMoeImpl::MultiHopMoeImpl(const MoeLayerConfig& config, const MultiHopConfig& hops,
                                 std::shared_ptr<Router> router, std::shared_ptr<ExpertBank> experts)
    : config_(config),
      hops_(hops),
      router_(register_module("router", std::move(router))),
      experts_(register_module("experts", std::move(experts))) {
  if (hops.learned_magnitude()) {
    magnitude_ = register_parameter("magnitude", at::full({}, hops.initial_magnitude(), at::kFloat));
  }
}

MultiHopOutput MultiHopMoeImpl::forward(const RouterInput& input, const HopOptions& options) {
  TORCH_CHECK(input.hop == 0 && !input.carry.defined(), "a multi-hop layer begins at hop 0 and carries nothing in");
  TORCH_CHECK(options.num_hops >= 0 && options.num_hops <= num_hops(), "HopOptions.num_hops is ", options.num_hops,
              "; the layer has ", num_hops(), " hops");
  const int64_t last = (options.num_hops == 0 ? num_hops() : options.num_hops) - 1;
  const double epsilon = is_training() ? 0 : options.halting_epsilon;

  MultiHopOutput out;
  TokensUnderWay tokens(input);
  for (int64_t hop = 0;; ++hop) {
    const bool frozen = options.frozen_routing && hop > 0;
    out.routing.push_back(frozen ? FrozenRouting(out.routing.front(), tokens.active())
                                 : router_->forward(tokens.now()));
    out.active.push_back(tokens.active());
    const Routing& routing = out.routing.back();
    const at::Tensor update = experts_->forward(tokens.now().x, MakeDispatchPlan(routing), routing.weight, hop);
    AddTerms(out.losses, RouterLoss(config_.losses, routing, is_training()));
    if (options.keep_updates) out.updates.push_back(update);
    tokens.Add(update, routing.carry);
    if (hop == last || !tokens.Advance(update, epsilon)) break;
  }
  std::tie(out.output, out.hops_taken) = tokens.Finish();
  if (magnitude_.defined()) out.output = out.output * magnitude_;
  return out;
}

absl::StatusOr<MultiHopMoe> MakeMultiHopMoe(const MoeLayerConfig& config, const MultiHopConfig& hops, MoeShape shape) {
  if (hops.num_hops() < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("layer ", shape.layer, ": num_hops is ", hops.num_hops(), "; a token takes at least one"));
  }
  if (shape.output_dim != 0 && shape.output_dim != shape.dim) {
    return absl::InvalidArgumentError(absl::StrCat("layer ", shape.layer, ": hops add to a token of width ", shape.dim,
                                                   ", so experts cannot give width ", shape.output_dim));
  }
  shape.num_hops = hops.num_hops();
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<Router> router, MakeLayerRouter(config, shape));
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<ExpertBank> experts, MakeLayerExperts(config, shape, *router));
  return MultiHopMoe(config, hops, std::move(router), std::move(experts));
}

}  // namespace moebench
