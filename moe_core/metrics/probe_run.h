// The measuring part of a probe run: the probes of layer_probes.h for every layer of a stack, averaged over batches.
// Train a model shortly with any schedule, probe it, and let moe_core/schedules/rdc_schedule.h turn the result into
// expert counts:
//
//   std::vector<ProbedLayer> stack;
//   for (DynamoeLayer& layer : layers) stack.push_back([&](const at::Tensor& x) { return layer->forward({x}).output;
//   }); const std::vector<DiversityProbe> probes = ProbeRun(stack, batches, loss, {}); MOE_ASSIGN_OR_RETURN(const
//   std::vector<double> diversity, DiversityIndex(probes)); MOE_ASSIGN_OR_RETURN(const std::vector<int> experts,
//   RdcExperts(diversity, /*min_experts=*/1, /*max_experts=*/8));
//
// Of layer l, h_l = f_l(h_{l-1}): the activation entropy and the effective rank of h_l, the variance over tokens of
// dloss / dh_l, and the Jacobian norm of f_l at h_{l-1}. The layers run in the mode they are in; their parameters get
// no gradients.
#ifndef MOEBENCH_MOE_CORE_METRICS_PROBE_RUN_H_
#define MOEBENCH_MOE_CORE_METRICS_PROBE_RUN_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "moe_core/schedules/rdc_schedule.h"

namespace moebench {

using ProbedLayer = std::function<at::Tensor(const at::Tensor&)>;  // [T, D] -> [T, D']

struct ProbeOptions {
  int jacobian_products = 4;  // V of the Jacobian norm, for each batch
  uint64_t key = 0;           // of its random signs
};

// Four probes, "activation_entropy", "gradient_variance", "effective_rank" and "jacobian_norm", of weight 1. `batches`:
// at least one, [T, D] with T >= 2 each. `loss`: the last layer's output and the batch's index -> scalar. Throws
// c10::Error without layers or batches, and where layer_probes.h does.
std::vector<DiversityProbe> ProbeRun(const std::vector<ProbedLayer>& layers, const std::vector<at::Tensor>& batches,
                                     const std::function<at::Tensor(const at::Tensor&, size_t)>& loss,
                                     const ProbeOptions& options);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_PROBE_RUN_H_
