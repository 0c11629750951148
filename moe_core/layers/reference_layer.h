#ifndef MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LAYER_H_
#define MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LAYER_H_

// For tests: what a Mixture-of-Experts layer has to return, as a loop over tokens and slots in float64, one expert on
// one token at a time. Built on reference_routers.h; experts, compositions, drops and losses are written here. Autograd
// through it gives the gradients that matrix_test.cc compares with.

#include <map>
#include <string>
#include <vector>

#include "moe_core/layers/moe_layer.h"
#include "moe_core/layers/reference_routers.h"

namespace moebench {

// E_i(x), x [D] -> [output_dim]. `parameter` by name in the layer: "experts.w_in", of pools "experts.hop0.w_in".
at::Tensor ExpertByLoop(const ExpertConfig& config, const ParameterMap& parameter, int64_t expert, const at::Tensor& x,
                        int64_t hop);

// Whether ExpertByLoop knows config.kind.
bool HasReferenceExperts(const std::string& kind);

// [T] of [slots]: whether the expert of a slot takes the token. Each takes the first `capacity` it is offered.
std::vector<std::vector<bool>> KeptByLoop(const ReferenceRouting& routing, int64_t num_experts);

struct ReferenceOutput {
  at::Tensor output;                        // [T, output_dim]
  std::map<std::string, at::Tensor> terms;  // losses by name, unweighted
  at::Tensor total;                         // their weighted sum; undefined where there is none
};

// The experts' part: what the layer returns where its router decides `routing`.
ReferenceOutput LayerByLoop(const MoeLayerConfig& config, const ParameterMap& parameter, const ReferenceInput& input,
                            const ReferenceRouting& routing);

// EQUIFINALITY's multi-hop layer: s_h = s_{h-1} + Delta_h, output s_H - s_0, times `parameter`'s "magnitude" if any;
// losses are summed over hops. `routing` gets each hop's.
ReferenceOutput HopsByLoop(const MoeLayerConfig& config, const ParameterMap& parameter, ReferenceInput input,
                           int64_t num_hops, std::vector<ReferenceRouting>& routing);

// The parameters of one part, "router." or "experts.", without the prefix.
ParameterMap PartOf(const ParameterMap& parameter, const std::string& prefix);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_REFERENCE_LAYER_H_
