#ifndef MOEBENCH_VISION_MODELS_ECOLOGY_MODEL_H_
#define MOEBENCH_VISION_MODELS_ECOLOGY_MODEL_H_

// ECOLOGY's vision model: a WideResNet encoder gives D = 256 features, a router (the paper's prototype router, or one
// of the field's) chooses two of N linear classifiers, and their weighted logits are the prediction.
//
//   image [B, 3, H, W] -> encoder -> h [B, D] -> MoE -> logits [B, C]
//
// The encoder may run in bf16 autocast; router, experts and losses are always fp32.

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "moe_core/layers/moe_layer.h"
#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"
#include "vision/models/wide_resnet.h"

namespace moebench::vision {

struct ForwardOptions {
  double temperature = 1;        // routing temperature now
  bool random_dispatch = false;  // random routing warm-up
  uint64_t key = 0;              // of this step's random draws
  bool all_experts = false;      // fill MoeOutput::expert_outputs
};

class EcologyModelImpl : public torch::nn::Module {
 public:
  // Throws c10::Error for a router that CheckExperimentRules refuses.
  EcologyModelImpl(const Experiment& experiment, int64_t num_classes);

  // image [B, 3, H, W] fp32 -> output [B, C].
  MoeOutput forward(const at::Tensor& image, const ForwardOptions& options);

  Router& router() { return *moe_->router(); }

  // Parameters and forward FLOPs an image of encoder, router, experts and all together.
  std::vector<stats::PartCost> Cost() const;

 private:
  const Experiment experiment_;
  WideResNet encoder_{nullptr};
  MoeLayer moe_{nullptr};
};
TORCH_MODULE(EcologyModel);

// Lays convolution weights out channels-last, the layout that images come in.
void UseChannelsLast(torch::nn::Module& module);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_MODELS_ECOLOGY_MODEL_H_
