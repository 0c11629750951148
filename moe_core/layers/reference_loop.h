#ifndef MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LOOP_H_
#define MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LOOP_H_

// For tests: the pieces that the loops of reference_routers.h are written with, and the loops by the router's kind. All
// tensors are float64 on the CPU.

#include <map>
#include <string>
#include <vector>

#include "moe_core/layers/reference_routers.h"

namespace moebench {

// A router's loop at work: what it reads, and what it fills.
struct RouterLoop {
  const RouterConfig& config;
  const ParameterMap& parameter;
  const ReferenceInput& input;
  ReferenceRouting out = {};

  int64_t T() const { return input.x.size(0); }
  int64_t E() const { return config.num_experts(); }
  int64_t K() const { return config.top_k(); }

  const at::Tensor& Parameter(const std::string& name) const;
  uint64_t Key(uint64_t purpose) const;  // of Router::DrawKey
};

std::vector<double> Values(const at::Tensor& v);  // without gradient

// The indices of the k largest in descending order, ties to the lower index.
std::vector<int64_t> Largest(const std::vector<double>& value, int64_t k);

// The tau-quantile by linear interpolation.
double Quantile(std::vector<double> value, double tau);

at::Tensor Softmax(const at::Tensor& v);  // [n] -> [n]
at::Tensor Unit(const at::Tensor& v);     // [n] -> [n], v / |v|

// One slot for each of `chosen`, with weights exp(logit_i) / sum of the chosen exp(logit); logits [E].
std::vector<ReferenceSlot> SoftmaxOver(const std::vector<int64_t>& chosen, const at::Tensor& logits);

// What most routers do with a token's logits [E]: p = softmax(logits), and the K largest weighted by softmax over them.
void ChooseBySoftmax(const at::Tensor& logits, RouterLoop& loop);

using RouterLoops = std::map<std::string, void (*)(RouterLoop&)>;
const RouterLoops& PaperRouterLoops();  // of ECOLOGY, DYNAMOE and EQUIFINALITY
const RouterLoops& FieldRouterLoops();

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LOOP_H_
