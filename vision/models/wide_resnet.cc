#include "vision/models/wide_resnet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/relu.h>
#include <torch/nn/init.h>

namespace moebench::vision {
namespace {

torch::nn::Conv2d Convolution(int64_t in_channels, int64_t out_channels, int64_t kernel, int64_t stride) {
  torch::nn::Conv2d conv(
      torch::nn::Conv2dOptions(in_channels, out_channels, kernel).stride(stride).padding(kernel / 2).bias(false));
  torch::nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
  return conv;
}

struct BlockShape {
  int64_t in_channels, out_channels, stride;
};

// The blocks of all three groups in order.
std::vector<BlockShape> BlockShapes(const EncoderConfig& config) {
  TORCH_CHECK(config.depth() >= 10 && (config.depth() - 4) % 6 == 0, "encoder.depth is ", config.depth(),
              "; a WideResNet has 6 n + 4 layers, n >= 1");
  const int64_t n = (config.depth() - 4) / 6;
  std::vector<BlockShape> shapes;
  int64_t in_channels = config.base_channels();
  for (int group = 0; group < 3; ++group) {
    const int64_t out_channels = int64_t{config.base_channels()} * config.widen_factor() << group;
    for (int64_t block = 0; block < n; ++block) {
      shapes.push_back({in_channels, out_channels, group > 0 && block == 0 ? 2 : 1});
      in_channels = out_channels;
    }
  }
  return shapes;
}

bool ChangesShape(const BlockShape& shape) { return shape.in_channels != shape.out_channels || shape.stride != 1; }

// The pixels that a 1 x 1 convolution of this stride reads. Given the stride itself, oneDNN's kernel for AVX2 writes
// beyond its buffer in the backward pass where there are fewer than 8 channels (github.com/uxlfoundation/oneDNN, issue
// 6035).
at::Tensor EveryNthPixel(const at::Tensor& x, int64_t stride) {
  return stride == 1 ? x : at::avg_pool2d(x, /*kernel_size=*/1, stride);
}

int64_t HalvedUp(int64_t size, int64_t stride) { return (size + stride - 1) / stride; }

}  // namespace

WideBlockImpl::WideBlockImpl(int64_t in_channels, int64_t out_channels, int64_t stride, double dropout)
    : stride_(stride), dropout_(dropout) {
  norm1_ = register_module("norm1", torch::nn::BatchNorm2d(in_channels));
  conv1_ = register_module("conv1", Convolution(in_channels, out_channels, 3, stride));
  norm2_ = register_module("norm2", torch::nn::BatchNorm2d(out_channels));
  conv2_ = register_module("conv2", Convolution(out_channels, out_channels, 3, 1));
  if (ChangesShape({in_channels, out_channels, stride})) {
    shortcut_ = register_module("shortcut", Convolution(in_channels, out_channels, 1, 1));
  }
}

at::Tensor WideBlockImpl::forward(const at::Tensor& x) {
  const at::Tensor activated = at::relu(norm1_(x));
  at::Tensor y = at::relu(norm2_(conv1_(activated)));
  if (dropout_ > 0) y = at::dropout(y, dropout_, is_training());
  return conv2_(y) + (shortcut_.is_empty() ? x : shortcut_(EveryNthPixel(activated, stride_)));
}

WideResNetImpl::WideResNetImpl(const EncoderConfig& config) {
  stem_ = register_module("stem", Convolution(3, config.base_channels(), 3, config.stem_stride()));
  register_module("blocks", blocks_);
  int64_t channels = config.base_channels();
  for (const BlockShape& shape : BlockShapes(config)) {
    blocks_->push_back(WideBlock(shape.in_channels, shape.out_channels, shape.stride, config.dropout()));
    channels = shape.out_channels;
  }
  norm_ = register_module("norm", torch::nn::BatchNorm2d(channels));
  head_ = register_module("head", torch::nn::Linear(channels, config.feature_dim()));
}

at::Tensor WideResNetImpl::forward(at::Tensor x) {
  x = stem_(x);
  for (const auto& block : *blocks_) x = block->as<WideBlock>()->forward(x);
  return head_(at::relu(norm_(x)).mean({2, 3}));
}

int64_t WideResNetFlops(const EncoderConfig& config, int64_t image_size) {
  int64_t size = HalvedUp(image_size, config.stem_stride());
  int64_t flops = 2 * size * size * 9 * 3 * config.base_channels();
  int64_t channels = config.base_channels();
  for (const BlockShape& shape : BlockShapes(config)) {
    size = HalvedUp(size, shape.stride);
    channels = shape.out_channels;
    flops += 2 * size * size * 9 * (shape.in_channels + channels) * channels;
    if (ChangesShape(shape)) flops += 2 * size * size * shape.in_channels * channels;
  }
  return flops + 2 * channels * config.feature_dim();
}

}  // namespace moebench::vision
