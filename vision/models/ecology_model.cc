#include "vision/models/ecology_model.h"

#include <ATen/autocast_mode.h>

#include "moe_core/losses/router_loss.h"

namespace moebench::vision {
namespace {

// bf16 autocast for as long as it lives. The cache of cast weights is dropped at the end: it must not outlive a step.
class Bf16Autocast {
 public:
  Bf16Autocast(bool enabled, c10::DeviceType device) : enabled_(enabled), device_(device) {
    if (!enabled_) return;
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::increment_nesting();
  }
  ~Bf16Autocast() {
    if (!enabled_) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, false);
  }
  Bf16Autocast(const Bf16Autocast&) = delete;
  Bf16Autocast& operator=(const Bf16Autocast&) = delete;

 private:
  const bool enabled_;
  const c10::DeviceType device_;
};

int64_t NumParameters(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const at::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

MoeLayer MakeLayer(const Experiment& experiment, int64_t num_classes) {
  MoeLayerConfig config;
  config.router = experiment.router();
  config.losses =
      experiment.has_router_loss() ? experiment.router_loss() : DefaultRouterLosses(experiment.router().kind());
  MoeShape shape;
  shape.dim = experiment.encoder().feature_dim();
  shape.output_dim = num_classes;
  absl::StatusOr<MoeLayer> layer = MakeMoeLayer(config, shape);
  TORCH_CHECK(layer.ok(), layer.status().message());
  return *layer;
}

stats::PartCost Total(const std::vector<stats::PartCost>& parts) {
  stats::PartCost total;
  total.set_part("total");
  for (const stats::PartCost& part : parts) {
    total.set_parameters(total.parameters() + part.parameters());
    total.set_active_parameters(total.active_parameters() + part.active_parameters());
    total.set_flops(total.flops() + part.flops());
  }
  return total;
}

}  // namespace

EcologyModelImpl::EcologyModelImpl(const Experiment& experiment, int64_t num_classes) : experiment_(experiment) {
  encoder_ = register_module("encoder", WideResNet(experiment.encoder()));
  moe_ = register_module("moe", MakeLayer(experiment, num_classes));
}

MoeOutput EcologyModelImpl::forward(const at::Tensor& image, const ForwardOptions& options) {
  RouterInput input;
  {
    const Bf16Autocast autocast(experiment_.training().precision() == "bf16", image.device().type());
    input.x = encoder_(image);
  }
  input.x = input.x.to(at::kFloat);
  input.temperature = options.temperature;
  input.random_dispatch = options.random_dispatch;
  input.key = options.key;
  return moe_(input, options.all_experts);
}

std::vector<stats::PartCost> EcologyModelImpl::Cost() const {
  const int64_t parameters = NumParameters(*encoder_);
  stats::PartCost encoder;
  encoder.set_part("encoder");
  encoder.set_parameters(parameters);
  encoder.set_active_parameters(parameters);
  encoder.set_flops(WideResNetFlops(experiment_.encoder(), experiment_.data().image_size()));
  std::vector<stats::PartCost> parts = {encoder};
  for (const stats::PartCost& part : MoeCost(*moe_->router(), *moe_->experts())) parts.push_back(part);
  parts.push_back(Total(parts));
  return parts;
}

void UseChannelsLast(torch::nn::Module& module) {
  for (at::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
  }
}

}  // namespace moebench::vision
