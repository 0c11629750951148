#include "moe_core/metrics/probe_run.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "base/counter_random.h"
#include "moe_core/metrics/layer_probes.h"

namespace moebench {

std::vector<DiversityProbe> ProbeRun(const std::vector<ProbedLayer>& layers, const std::vector<at::Tensor>& batches,
                                     const std::function<at::Tensor(const at::Tensor&, size_t)>& loss,
                                     const ProbeOptions& options) {
  TORCH_CHECK(!layers.empty() && !batches.empty(), "a probe run of ", layers.size(), " layers and ", batches.size(),
              " batches");
  const c10::AutoGradMode with_grad(true);
  const std::vector<double> zeros(layers.size(), 0);
  DiversityProbe entropy{"activation_entropy", zeros}, variance{"gradient_variance", zeros},
      rank{"effective_rank", zeros}, jacobian{"jacobian_norm", zeros};
  const double share = 1.0 / static_cast<double>(batches.size());
  for (size_t batch = 0; batch < batches.size(); ++batch) {
    std::vector<at::Tensor> inputs, outputs;
    at::Tensor h = batches[batch].detach().clone().requires_grad_();
    for (const ProbedLayer& layer : layers) {
      inputs.push_back(h);
      outputs.push_back(h = layer(h));
    }
    const std::vector<at::Tensor> gradients = torch::autograd::grad({loss(h, batch)}, outputs);
    for (size_t l = 0; l < layers.size(); ++l) {
      const uint64_t key = MixSeed(MixSeed(options.key, batch), l);
      entropy.by_layer[l] += share * ActivationEntropy(outputs[l]);
      variance.by_layer[l] += share * GradientVariance(gradients[l]);
      rank.by_layer[l] += share * EffectiveRank(outputs[l]);
      jacobian.by_layer[l] += share * JacobianNorm(layers[l], inputs[l], options.jacobian_products, key);
    }
  }
  return {entropy, variance, rank, jacobian};
}

}  // namespace moebench
