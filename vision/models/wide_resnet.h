#ifndef MOEBENCH_VISION_MODELS_WIDE_RESNET_H_
#define MOEBENCH_VISION_MODELS_WIDE_RESNET_H_

// WideResNet-d-k (Zagoruyko and Komodakis, 2016): pre-activation residual blocks in three groups of n = (d - 4) / 6.
//
//   stem 3x3, 16 channels
//   group 1: n blocks of 16 k channels, stride 1   block: x -> bn -> relu -> conv3x3 -> bn -> relu -> conv3x3 -> + x
//   group 2: n blocks of 32 k channels, stride 2   (a 1x1 convolution of the activated input replaces x where the
//   group 3: n blocks of 64 k channels, stride 2   shape changes)
//   bn -> relu -> global average pool -> linear to `feature_dim`
//
// WideResNet-28-10 with a 10-way head has 36,479,194 parameters, the published 36.5 M.

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include "vision/experiment.pb.h"

namespace moebench::vision {

class WideBlockImpl : public torch::nn::Module {
 public:
  WideBlockImpl(int64_t in_channels, int64_t out_channels, int64_t stride, double dropout);

  at::Tensor forward(const at::Tensor& x);  // [B, in, H, W] -> [B, out, H / stride, W / stride]

 private:
  const int64_t stride_;
  const double dropout_;
  torch::nn::BatchNorm2d norm1_{nullptr}, norm2_{nullptr};
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, shortcut_{nullptr};
};
TORCH_MODULE(WideBlock);

class WideResNetImpl : public torch::nn::Module {
 public:
  // Throws c10::Error unless config.depth() is 6 n + 4 with n >= 1.
  explicit WideResNetImpl(const EncoderConfig& config);

  at::Tensor forward(at::Tensor x);  // [B, 3, H, W] -> [B, feature_dim]

 private:
  torch::nn::Conv2d stem_{nullptr};
  torch::nn::ModuleList blocks_;
  torch::nn::BatchNorm2d norm_{nullptr};
  torch::nn::Linear head_{nullptr};
};
TORCH_MODULE(WideResNet);

// Forward floating-point operations of convolutions and head for one image_size x image_size image; a multiply-add is
// two.
int64_t WideResNetFlops(const EncoderConfig& config, int64_t image_size);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_MODELS_WIDE_RESNET_H_
