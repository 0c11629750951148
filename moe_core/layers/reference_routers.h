#ifndef MOEBENCH_MOE_CORE_LAYERS_REFERENCE_ROUTERS_H_
#define MOEBENCH_MOE_CORE_LAYERS_REFERENCE_ROUTERS_H_

// For tests: what every router has to decide, written from the papers' formulas as a loop over tokens in float64. Slow
// on purpose: it is the specification that matrix_test.cc holds the routers to, and autograd through it gives the
// gradients.
//
// Nothing is shared with the routers but the names of their parameters and the random draws (NormalDraws,
// RandomDistinctExperts, CounterRandom and the keys they are given), which are pure functions of key and row.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

using ParameterMap = std::map<std::string, at::Tensor>;  // float64 on the CPU, by name in the module

struct ReferenceInput {
  at::Tensor x;                   // [T, D] float64
  std::vector<int64_t> position;  // [T]
  std::vector<at::Tensor> carry;  // [T] of [d]; empty at hop 0
  int64_t hop = 0;
  double temperature = 1;
  bool training = false;
  uint64_t key = 0;
  int64_t layer_index = 0;
};

struct ReferenceSlot {
  int64_t expert = 0;
  at::Tensor weight;  // scalar
};

struct ReferenceRouting {
  std::vector<std::vector<ReferenceSlot>> slots;  // [T], each by weight, then by expert
  std::vector<at::Tensor> probability;            // [T] of [E]
  std::vector<at::Tensor> logits;                 // [T] of [E]; empty for routers without logits
  std::vector<at::Tensor> noisy, stddev;          // [T] of [E], of noisy top-K in training

  int64_t capacity = 0;              // of an expert; 0 is no limit
  bool first_choices_first = false;  // GShard's order of drops

  std::vector<at::Tensor> carry;  // [T] of [d], of the cosine router's position and kinematic modes
};

// Whether RouteByLoop knows config.kind.
bool HasReferenceRouter(const std::string& kind);

// `parameter` by name in the router, running state included.
ReferenceRouting RouteByLoop(const RouterConfig& config, const ParameterMap& parameter, const ReferenceInput& input);

// The running state after Router::Update with what a training batch routed as `routing` shows: quantile_gate's
// "threshold" at layer scope (`is_first`: nothing was learned before) and loss_free's "bias". Others are as they were.
ParameterMap UpdateByLoop(const RouterConfig& config, const ParameterMap& parameter, const ReferenceRouting& routing,
                          bool is_first);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_REFERENCE_ROUTERS_H_
