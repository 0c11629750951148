// The loops of the field's routers.

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/log.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/counter_random.h"
#include "moe_core/layers/reference_loop.h"
#include "moe_core/routing/normal_draws.h"

namespace moebench {
namespace {

at::Tensor LinearLogits(const RouterLoop& loop, int64_t t) {
  return at::mv(loop.Parameter("weight"), loop.input.x[t]) / loop.input.temperature;
}

void Linear(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) ChooseBySoftmax(LinearLogits(loop, t), loop);
}

// Shazeer: the K largest of H = W_g x + n softplus(W_noise x), softmax over them. A stddev of 0.01 is added.
void NoisyTopK(RouterLoop& loop) {
  const at::Tensor noise = NormalDraws(loop.T(), loop.E(), loop.Key(0x6e));
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor clean = LinearLogits(loop, t);
    if (!loop.input.training) {
      ChooseBySoftmax(clean, loop);
      continue;
    }
    const at::Tensor raw = at::mv(loop.Parameter("noise_weight"), loop.input.x[t]);
    const at::Tensor stddev = (at::log(1 + at::exp(raw)) + 0.01) / loop.input.temperature;
    const at::Tensor noisy = clean + noise[t] * stddev;
    loop.out.logits.push_back(clean);
    loop.out.probability.push_back(Softmax(clean));
    loop.out.noisy.push_back(noisy);
    loop.out.stddev.push_back(stddev);
    loop.out.slots.push_back(SoftmaxOver(Largest(Values(noisy), loop.K()), noisy));
  }
}

void SetCapacity(int64_t num_slots, RouterLoop& loop) {
  const double factor = loop.input.training ? loop.config.capacity_factor() : loop.config.eval_capacity_factor();
  const double even = static_cast<double>(loop.T() * num_slots) / static_cast<double>(loop.E());
  loop.out.capacity = factor == 0 ? 0 : std::max<int64_t>(1, std::llround(std::ceil(factor * even)));
}

// The arg-max, weighted by its probability among all.
void Switch(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor logits = LinearLogits(loop, t), p = Softmax(logits);
    const int64_t chosen = Largest(Values(logits), 1)[0];
    loop.out.logits.push_back(logits);
    loop.out.probability.push_back(p);
    loop.out.slots.push_back({{chosen, p[chosen]}});
  }
  SetCapacity(1, loop);
}

// Two largest, g1 + g2 = 1; in training the second stays with probability 2 g2.
void Gshard(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) {
    ChooseBySoftmax(LinearLogits(loop, t), loop);
    if (!loop.input.training) continue;
    std::vector<ReferenceSlot>& slots = loop.out.slots.back();
    if (CounterRandom(loop.Key(0x32), t).Uniform() >= 2 * slots[1].weight.item<double>()) slots.pop_back();
  }
  SetCapacity(2, loop);
  loop.out.first_choices_first = true;
}

// Every expert takes the ceil(K T / E) tokens of largest p[t, i].
void ExpertChoice(RouterLoop& loop) {
  const int64_t T = loop.T();
  for (int64_t t = 0; t < T; ++t) {
    loop.out.logits.push_back(LinearLogits(loop, t));
    loop.out.probability.push_back(Softmax(loop.out.logits[t]));
  }
  const int64_t take = std::min(T, (loop.K() * T + loop.E() - 1) / loop.E());
  loop.out.slots.resize(T);
  for (int64_t i = 0; i < loop.E(); ++i) {
    std::vector<double> of_expert;
    for (int64_t t = 0; t < T; ++t) of_expert.push_back(loop.out.probability[t][i].item<double>());
    for (const int64_t t : Largest(of_expert, take)) loop.out.slots[t].push_back({i, loop.out.probability[t][i]});
  }
  for (auto& slots : loop.out.slots) {
    std::stable_sort(slots.begin(), slots.end(), [](const ReferenceSlot& a, const ReferenceSlot& b) {
      return a.weight.item<double>() > b.weight.item<double>();
    });
  }
}

// s = sigmoid(logits), the K largest of s + bias, weights s_i / sum of the chosen s; P averages s / sum s.
void ChooseBySigmoid(const at::Tensor& bias, RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) {
    const at::Tensor logits = LinearLogits(loop, t), s = 1 / (1 + at::exp(-logits));
    std::vector<double> rank(loop.E(), -std::numeric_limits<double>::infinity());
    for (const int64_t i : Largest(Values(s + bias), loop.K())) rank[i] = s[i].item<double>();
    loop.out.logits.push_back(logits);
    loop.out.probability.push_back(s / s.sum());
    loop.out.slots.push_back(SoftmaxOver(Largest(rank, loop.K()), at::log(s)));
  }
}

void Sigmoid(RouterLoop& loop) { ChooseBySigmoid(at::zeros({loop.E()}, at::kDouble), loop); }
void LossFree(RouterLoop& loop) { ChooseBySigmoid(loop.Parameter("bias"), loop); }

void Dense(RouterLoop& loop) {
  for (int64_t t = 0; t < loop.T(); ++t) ChooseBySoftmax(at::zeros({1}, at::kDouble), loop);
}

}  // namespace

const RouterLoops& FieldRouterLoops() {
  static const auto& loops = *new RouterLoops{{"linear", Linear},
                                              {"noisy_top_k", NoisyTopK},
                                              {"switch", Switch},
                                              {"gshard", Gshard},
                                              {"expert_choice", ExpertChoice},
                                              {"loss_free", LossFree},
                                              {"sigmoid", Sigmoid},
                                              {"dense", Dense}};
  return loops;
}

}  // namespace moebench
