#include "vision/models/ecology_model.h"

#include <ATen/autocast_mode.h>

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

stats::PartCost Part(const std::string& name, int64_t parameters, int64_t active_parameters, int64_t flops) {
  stats::PartCost part;
  part.set_part(name);
  part.set_parameters(parameters);
  part.set_active_parameters(active_parameters);
  part.set_flops(flops);
  return part;
}

}  // namespace

EcologyModelImpl::EcologyModelImpl(const Experiment& experiment, int64_t num_classes) : experiment_(experiment) {
  encoder_ = register_module("encoder", WideResNet(experiment.encoder()));
  moe_ = register_module("moe", TopKMoe(experiment.router(), experiment.encoder().feature_dim(), num_classes));
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
  const auto children = moe_->named_children();
  const int64_t encoder = NumParameters(*encoder_);
  const int64_t router = NumParameters(*children["router"]);
  const int64_t experts = NumParameters(*children["experts"]);
  const int64_t active_experts = experts / experiment_.router().num_experts() * experiment_.router().top_k();
  const int64_t encoder_flops = WideResNetFlops(experiment_.encoder(), experiment_.data().image_size());
  const int64_t router_flops = moe_->RouterFlopsPerSample(), expert_flops = moe_->ExpertFlopsPerSample();
  return {Part("encoder", encoder, encoder, encoder_flops), Part("router", router, router, router_flops),
          Part("experts", experts, active_experts, expert_flops),
          Part("total", encoder + router + experts, encoder + router + active_experts,
               encoder_flops + router_flops + expert_flops)};
}

void UseChannelsLast(torch::nn::Module& module) {
  for (at::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
  }
}

}  // namespace moebench::vision
