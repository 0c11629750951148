#ifndef MOEBENCH_MOE_CORE_ROUTING_PROTOTYPE_ROUTER_H_
#define MOEBENCH_MOE_CORE_ROUTING_PROTOTYPE_ROUTER_H_

// ECOLOGY's router: a two-layer ReLU MLP plus the affinity of a sample to each expert's prototype.
//
//   logits_i = mlp(x)_i + s_p cos(x, prototype_i);   p = softmax(logits / T_r);   top-K of p, renormalised over the K.
//
// The prototype term is this project's reading (s_p = 0 gives the paper's MLP alone). During random warm-up the slots
// are uniform random distinct experts of equal weight, while logits, and so every router loss, stay the router's own.

#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/routing/routing.h"

namespace moebench {

class PrototypeRouterImpl : public torch::nn::Module {
 public:
  // `dim` is D, the width of the features it scores.
  PrototypeRouterImpl(const PrototypeRouterConfig& config, int64_t dim);

  // x [T, D]; all of Routing's tensors in fp32, whatever the dtype of x. Throws c10::Error when K > E, the temperature
  // is not positive, or a logit is not finite.
  Routing forward(const RouterInput& input);

  const at::Tensor& prototypes() const { return prototypes_; }  // [E, D]

  // Floating-point operations a sample, forward (a multiply-add is two).
  int64_t FlopsPerSample() const;

 private:
  const PrototypeRouterConfig config_;
  torch::nn::Linear hidden_, output_;
  at::Tensor prototypes_;  // [E, D]
};
TORCH_MODULE(PrototypeRouter);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_PROTOTYPE_ROUTER_H_
