// The loops of the three papers' routers.

#include <ATen/TensorOperators.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "base/counter_random.h"
#include "moe_core/layers/reference_loop.h"
#include "moe_core/routing/normal_draws.h"
#include "moe_core/routing/top_k.h"

namespace moebench {
namespace {

at::Tensor Cosine(const at::Tensor& a, const at::Tensor& b) { return (Unit(a) * Unit(b)).sum(); }

// ECOLOGY: logits_i = mlp(x)_i + s_p cos(x, proto_i).
void Prototype(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor x = loop.input.x[t];
    const at::Tensor hidden = at::relu(at::mv(loop.Parameter("hidden.weight"), x) + loop.Parameter("hidden.bias"));
    std::vector<at::Tensor> affinity;
    for (int64_t i = 0; i < loop.E(); ++i) affinity.push_back(Cosine(x, loop.Parameter("prototypes")[i]));
    const at::Tensor mlp = at::mv(loop.Parameter("output.weight"), hidden) + loop.Parameter("output.bias");
    ChooseBySoftmax((mlp + loop.config.prototype_scale() * at::stack(affinity)) / loop.input.temperature, loop);
  }
}

// DYNAMOE: g = W x, in training with noise.
struct Gates {
  at::Tensor clean, noisy;  // [E]
};
std::vector<Gates> DynamoeGates(const RouterLoop& loop) {
  const at::Tensor noise = NormalDraws(loop.T(), loop.E(), loop.Key(0x6761));
  std::vector<Gates> gates;
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor clean = at::mv(loop.Parameter("weight"), loop.input.x[t]);
    gates.push_back({clean, loop.input.training ? clean + loop.config.gate_noise() * noise[t] : clean});
  }
  return gates;
}

void ChooseByGate(const Gates& gates, const std::vector<int64_t>& chosen, RouterLoop& loop) {
  const double temperature = loop.config.gate_temperature() * loop.input.temperature;
  loop.out.logits.push_back(gates.clean / temperature);
  loop.out.probability.push_back(Softmax(gates.clean / temperature));
  loop.out.slots.push_back(SoftmaxOver(chosen, gates.noisy / temperature));
}

// S_t = { i : g[t, i] >= q } and the arg-max. q is of the token, of the batch, or in evaluation the running one.
void QuantileGate(RouterLoop& loop) {
  const std::vector<Gates> gates = DynamoeGates(loop);
  std::vector<double> batch;
  for (const Gates& of_token : gates) {
    for (const double g : Values(of_token.noisy)) batch.push_back(g);
  }
  const bool layer_scope = loop.config.quantile_scope() == "layer";
  for (const Gates& of_token : gates) {
    const std::vector<double> g = Values(of_token.noisy);
    double q = Quantile(layer_scope ? batch : g, loop.config.quantile());
    if (layer_scope && !loop.input.training) q = loop.Parameter("threshold").item<double>();
    const auto reaching = std::count_if(g.begin(), g.end(), [q](double value) { return value >= q; });
    ChooseByGate(of_token, Largest(g, std::max<int64_t>(1, reaching)), loop);
  }
}

void FixedGate(RouterLoop& loop) {
  for (const Gates& gates : DynamoeGates(loop)) ChooseByGate(gates, Largest(Values(gates.noisy), loop.K()), loop);
}

// EQUIFINALITY: s_i = tau cos(z, c_i), z = normalize(W_p x) or what the hop before handed on.
at::Tensor RoutingPosition(const RouterLoop& loop, int64_t t) {
  const RouterConfig& config = loop.config;
  if (config.routing_mode() != "semantic" && loop.input.hop > 0) return loop.input.carry[t];
  if (config.no_bottleneck()) return Unit(loop.input.x[t]);
  const at::Tensor& projection = loop.Parameter("projection");
  return Unit(at::mv(config.decoupled() ? projection[loop.input.hop] : projection, loop.input.x[t]));
}

void CosineRouter(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor z = RoutingPosition(loop, t);
    std::vector<at::Tensor> cosine;
    for (int64_t i = 0; i < loop.E(); ++i) cosine.push_back((z * Unit(loop.Parameter("centroids")[i])).sum());
    ChooseBySoftmax(loop.config.cosine_scale() * at::stack(cosine) / loop.input.temperature, loop);
    if (loop.config.routing_mode() == "semantic") continue;
    at::Tensor next = z;
    if (loop.config.routing_mode() == "kinematic") {
      for (const ReferenceSlot& slot : loop.out.slots[t]) {
        next = next + slot.weight * loop.Parameter("kinematic")[slot.expert];
      }
      next = Unit(next);
    }
    loop.out.carry.push_back(next);
  }
}

// A fixed set for each position and layer, equal weights. P is the share of assignments.
void Hash(RouterLoop& loop) {
  const int64_t last = *std::max_element(loop.input.position.begin(), loop.input.position.end());
  const at::Tensor set =
      RandomDistinctExperts(last + 1, loop.E(), loop.K(), MixSeed(0x68617368, loop.input.layer_index));
  for (const int64_t position : loop.input.position) {
    at::Tensor probability = at::zeros({loop.E()}, at::kDouble);
    std::vector<ReferenceSlot> slots;
    for (int64_t k = 0; k < loop.K(); ++k) {
      const int64_t expert = set[position][k].item<int64_t>();
      slots.push_back({expert, at::ones({}, at::kDouble) / loop.K()});
      probability[expert] = 1.0 / static_cast<double>(loop.K());
    }
    std::sort(slots.begin(), slots.end(), [](const auto& a, const auto& b) { return a.expert < b.expert; });
    loop.out.slots.push_back(slots);
    loop.out.probability.push_back(probability);
  }
}

}  // namespace

const RouterLoops& PaperRouterLoops() {
  static const auto& loops = *new RouterLoops{{"prototype", Prototype},
                                              {"quantile_gate", QuantileGate},
                                              {"fixed_gate", FixedGate},
                                              {"cosine", CosineRouter},
                                              {"hash", Hash}};
  return loops;
}

}  // namespace moebench
