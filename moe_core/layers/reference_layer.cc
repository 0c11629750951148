#include "moe_core/layers/reference_layer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/erf.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/log.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "moe_core/layers/reference_loop.h"

namespace moebench {
namespace {

at::Tensor Logistic(const at::Tensor& v) { return 1 / (1 + at::exp(-v)); }
at::Tensor Silu(const at::Tensor& v) { return v * Logistic(v); }

// One expert of a bank: its slice of every parameter.
struct OneExpert {
  const ParameterMap& parameter;
  std::string prefix;
  int64_t expert;
  at::Tensor operator[](const std::string& name) const { return parameter.at(prefix + name)[expert]; }
};

using ExpertLoop = at::Tensor (*)(const OneExpert& its, const ExpertConfig& config, const at::Tensor& x);

at::Tensor Linear(const OneExpert& its, const ExpertConfig&, const at::Tensor& x) {
  return at::mv(its["weight"], x) + its["bias"];
}

at::Tensor Static(const OneExpert& its, const ExpertConfig&, const at::Tensor&) { return its["vector"]; }

at::Tensor Rank(const OneExpert& its, const ExpertConfig&, const at::Tensor& x) {
  return at::mv(its["w_out"].t(), Silu(at::mv(its["w_in"], x)));  // w_out is kept as [r, D]
}

at::Tensor ReluFfn(const OneExpert& its, const ExpertConfig& config, const at::Tensor& x) {
  if (!config.bias()) return at::mv(its["w_out"], at::relu(at::mv(its["w_in"], x)));
  return at::mv(its["w_out"], at::relu(at::mv(its["w_in"], x) + its["b_in"])) + its["b_out"];
}

at::Tensor SiluGatedFfn(const OneExpert& its, const ExpertConfig&, const at::Tensor& x) {
  return at::mv(its["w_out"], Silu(at::mv(its["w_gate"], x)) * at::mv(its["w_in"], x));
}

const std::map<std::string, ExpertLoop>& ExpertLoops() {
  static const auto& loops = *new std::map<std::string, ExpertLoop>{
      {"linear", Linear}, {"static", Static}, {"rank", Rank}, {"relu_ffn", ReluFfn}, {"silu_gated_ffn", SiluGatedFfn}};
  return loops;
}

at::Tensor SumOf(const std::vector<at::Tensor>& v, size_t begin, size_t end) {  // of [D]
  at::Tensor sum = v[begin];
  for (size_t k = begin + 1; k < end; ++k) sum = sum + v[k];
  return sum;
}

// One output of a token's w_i E_i(x), by slot.
at::Tensor Composed(const std::string& composition, const std::vector<at::Tensor>& weighted) {
  const size_t K = weighted.size();
  if (composition == "sum") return SumOf(weighted, 0, K);
  if (composition == "cross_gated") return SumOf(weighted, 0, K / 2) * Logistic(SumOf(weighted, K / 2, K));
  at::Tensor sum = at::zeros_like(weighted[0]);
  for (size_t g = 0; g < K; g += 4) {
    sum = sum + (composition == "grouped_silu" ? Silu(SumOf(weighted, g, g + 4))
                                               : SumOf(weighted, g, g + 2) * Logistic(SumOf(weighted, g + 2, g + 4)));
  }
  return sum;
}

// E sum_i f_i P_i.
at::Tensor SwitchBalance(const ReferenceRouting& routing, int64_t E) {
  std::vector<double> f(E);
  double routed = 0;
  for (const auto& slots : routing.slots) {
    routed += slots.empty() ? 0 : 1;
    for (const ReferenceSlot& slot : slots) f[slot.expert] += 1.0 / static_cast<double>(slots.size());
  }
  at::Tensor sum = at::zeros({}, at::kDouble);
  for (const at::Tensor& p : routing.probability) {
    for (int64_t i = 0; i < E; ++i) {
      if (f[i] != 0) sum = sum + f[i] / routed * p[i];
    }
  }
  return sum * (static_cast<double>(E) / static_cast<double>(routing.probability.size()));
}

// (1/T) sum_t (log sum_i exp logit)^2.
at::Tensor ZLoss(const ReferenceRouting& routing) {
  at::Tensor sum = at::zeros({}, at::kDouble);
  for (const at::Tensor& logits : routing.logits) {
    const at::Tensor normalizer = at::log(at::exp(logits).sum());
    sum = sum + normalizer * normalizer;
  }
  return sum / static_cast<double>(routing.logits.size());
}

at::Tensor SquaredVariation(const at::Tensor& v) {  // Var / mean^2 of [E]
  const at::Tensor deviation = v - v.mean();
  return (deviation * deviation).mean() / (v.mean() * v.mean());
}

at::Tensor Importance(const ReferenceRouting& routing, int64_t E) {
  std::vector<at::Tensor> importance(E, at::zeros({}, at::kDouble));
  for (const auto& slots : routing.slots) {
    for (const ReferenceSlot& slot : slots) importance[slot.expert] = importance[slot.expert] + slot.weight;
  }
  return SquaredVariation(at::stack(importance));
}

// Phi((clean_i - k-th largest noisy of the others) / stddev_i), summed over tokens.
at::Tensor Load(const ReferenceRouting& routing, int64_t E, int64_t K) {
  std::vector<at::Tensor> load(E, at::zeros({}, at::kDouble));
  for (size_t t = 0; t < routing.slots.size(); ++t) {
    const std::vector<double> noisy = Values(routing.noisy[t]);
    for (int64_t i = 0; i < E; ++i) {
      std::vector<double> others = noisy;
      others[i] = -INFINITY;
      const int64_t threshold = Largest(others, K)[K - 1];
      const at::Tensor margin = routing.logits[t][i] - routing.noisy[t][threshold];
      load[i] = load[i] + 0.5 * (1 + at::erf(margin / routing.stddev[t][i] / std::sqrt(2.0)));
    }
  }
  return SquaredVariation(at::stack(load));
}

void AddLosses(const MoeLayerConfig& config, const ReferenceRouting& routing, ReferenceOutput& out) {
  const int64_t E = config.router.num_experts();
  const auto add = [&out](const std::string& name, double weight, const at::Tensor& value) {
    out.terms[name] = out.terms.count(name) > 0 ? out.terms[name] + value : value;
    out.total = out.total.defined() ? out.total + weight * value : weight * value;
  };
  const RouterLossConfig& losses = config.losses;
  if (losses.switch_balance_weight() != 0) {
    add("switch_balance", losses.switch_balance_weight(), SwitchBalance(routing, E));
  }
  if (losses.z_loss_weight() != 0) add("z_loss", losses.z_loss_weight(), ZLoss(routing));
  if (losses.importance_weight() != 0) add("importance", losses.importance_weight(), Importance(routing, E));
  if (losses.load_weight() != 0) add("load", losses.load_weight(), Load(routing, E, config.router.top_k()));
}

}  // namespace

bool HasReferenceExperts(const std::string& kind) { return ExpertLoops().count(kind) > 0; }

at::Tensor ExpertByLoop(const ExpertConfig& config, const ParameterMap& parameter, int64_t expert, const at::Tensor& x,
                        int64_t hop) {
  const std::string prefix = config.per_hop_pools() ? absl::StrCat("experts.hop", hop, ".") : "experts.";
  return ExpertLoops().at(config.kind())({parameter, prefix, expert}, config, x);
}

std::vector<std::vector<bool>> KeptByLoop(const ReferenceRouting& routing, int64_t num_experts) {
  std::vector<std::vector<bool>> kept;
  size_t num_slots = 0;
  for (const auto& slots : routing.slots) {
    kept.emplace_back(slots.size(), true);
    num_slots = std::max(num_slots, slots.size());
  }
  if (routing.capacity == 0) return kept;
  std::vector<int64_t> taken(num_experts);
  const auto offer = [&](size_t t, size_t k) {
    if (k < routing.slots[t].size()) kept[t][k] = ++taken[routing.slots[t][k].expert] <= routing.capacity;
  };
  const size_t T = routing.slots.size();
  for (size_t n = 0; n < T * num_slots; ++n) {
    routing.first_choices_first ? offer(n % T, n / T) : offer(n / num_slots, n % num_slots);
  }
  return kept;
}

ReferenceOutput LayerByLoop(const MoeLayerConfig& config, const ParameterMap& parameter, const ReferenceInput& input,
                            const ReferenceRouting& routing) {
  const std::vector<std::vector<bool>> kept = KeptByLoop(routing, config.router.num_experts());
  std::vector<at::Tensor> rows;
  for (size_t t = 0; t < routing.slots.size(); ++t) {
    const auto value_of = [&](int64_t expert) {
      return ExpertByLoop(config.experts, parameter, expert, input.x[static_cast<int64_t>(t)], input.hop);
    };
    std::vector<at::Tensor> weighted;
    for (size_t k = 0; k < routing.slots[t].size(); ++k) {
      const at::Tensor value = routing.slots[t][k].weight * value_of(routing.slots[t][k].expert);
      weighted.push_back(kept[t][k] ? value : at::zeros_like(value));
    }
    if (weighted.empty()) weighted.push_back(at::zeros_like(value_of(0)));
    rows.push_back(Composed(config.experts.composition(), weighted));
  }
  ReferenceOutput out;
  out.output = at::stack(rows);
  AddLosses(config, routing, out);
  return out;
}

ReferenceOutput HopsByLoop(const MoeLayerConfig& config, const ParameterMap& parameter, ReferenceInput input,
                           int64_t num_hops, std::vector<ReferenceRouting>& routing) {
  const at::Tensor start = input.x;
  ReferenceOutput out;
  for (input.hop = 0; input.hop < num_hops; ++input.hop) {
    routing.push_back(RouteByLoop(config.router, PartOf(parameter, "router."), input));
    input.x = input.x + LayerByLoop(config, parameter, input, routing.back()).output;
    input.carry = routing.back().carry;
    AddLosses(config, routing.back(), out);
  }
  out.output = input.x - start;
  if (parameter.count("magnitude") > 0) out.output = out.output * parameter.at("magnitude");
  return out;
}

ParameterMap PartOf(const ParameterMap& parameter, const std::string& prefix) {
  ParameterMap part;
  for (const auto& [name, tensor] : parameter) {
    if (name.compare(0, prefix.size(), prefix) == 0) part[name.substr(prefix.size())] = tensor;
  }
  return part;
}

}  // namespace moebench
