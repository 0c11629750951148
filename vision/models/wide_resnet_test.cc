#include "vision/models/wide_resnet.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

EncoderConfig Config(int depth, int widen_factor, int feature_dim) {
  EncoderConfig config;
  config.set_depth(depth);
  config.set_widen_factor(widen_factor);
  config.set_feature_dim(feature_dim);
  return config;
}

int64_t NumParameters(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const at::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

TEST(WideResNet, PublishedParameterCounts) {
  EXPECT_EQ(NumParameters(*WideResNet(Config(28, 10, 10))), 36479194);  // published: 36.5 M
  EXPECT_EQ(NumParameters(*WideResNet(Config(16, 4, 10))), 2748890);    // published: 2.7 M
}

TEST(WideResNet, SmallestByHand) {
  // Depth 10, widen 1: stem 3*16*9 = 432. Blocks (16,16) 2*16 + 2304 + 2*16 + 2304 = 4672;
  // (16,32) 32 + 4608 + 64 + 9216 + 512 = 14432; (32,64) 64 + 18432 + 128 + 36864 + 2048 = 57536; norm 128; head 650.
  EXPECT_EQ(NumParameters(*WideResNet(Config(10, 1, 10))), 432 + 4672 + 14432 + 57536 + 128 + 650);
  // FLOPs at 32 x 32: stem 2*1024*432; group 1 2*1024*4608; group 2 2*256*(4608+9216+512);
  // group 3 2*64*(18432+36864+2048).
  EXPECT_EQ(WideResNetFlops(Config(10, 1, 10), 32), 2 * (1024 * 432 + 1024 * 4608 + 256 * 14336 + 64 * 57344 + 640));
}

TEST(WideResNet, ShapesAndStem) {
  torch::manual_seed(0);
  EncoderConfig config = Config(10, 2, 7);
  EXPECT_EQ(WideResNet(config)->forward(torch::randn({2, 3, 32, 32})).sizes(), at::IntArrayRef({2, 7}));
  config.set_stem_stride(2);
  EXPECT_EQ(WideResNet(config)->forward(torch::randn({2, 3, 64, 64})).sizes(), at::IntArrayRef({2, 7}));
  EXPECT_EQ(WideResNetFlops(config, 64), WideResNetFlops(Config(10, 2, 7), 32));
}

TEST(WideResNet, EvaluationIsPerSample) {
  torch::manual_seed(1);
  WideResNet net(Config(10, 1, 5));
  net->eval();
  torch::NoGradGuard no_grad;
  const at::Tensor x = torch::randn({4, 3, 16, 16});
  EXPECT_TRUE(torch::allclose(net->forward(x).slice(0, 0, 2), net->forward(x.slice(0, 0, 2)), 1e-4, 1e-5));
}

// Channels-last convolutions of few channels, as smoke scale has them, take kernels of their own.
TEST(WideResNet, NarrowGradientsAreThoseOfDoublePrecision) {
  torch::manual_seed(2);
  EncoderConfig config = Config(10, 1, 5);
  config.set_base_channels(4);
  WideResNet net(config);
  const at::Tensor x = torch::randn({16, 3, 32, 32}).contiguous(at::MemoryFormat::ChannelsLast);
  net->forward(x).square().sum().backward();
  std::vector<at::Tensor> gradients;
  for (const at::Tensor& parameter : net->parameters()) gradients.push_back(parameter.grad().to(torch::kDouble));
  net->zero_grad();
  net->to(torch::kDouble);
  net->forward(x.to(torch::kDouble).contiguous()).square().sum().backward();
  for (size_t i = 0; i < gradients.size(); ++i) {
    const at::Tensor exact = net->parameters()[i].grad();
    EXPECT_LT((gradients[i] - exact).norm().item<double>(), 1e-4 * exact.norm().item<double>()) << i;
  }
}

TEST(WideResNet, AStridedShortcutReadsEverySecondPixel) {
  torch::manual_seed(3);
  WideBlock block(4, 6, /*stride=*/2, /*dropout=*/0);
  block->eval();
  torch::NoGradGuard no_grad;
  const at::Tensor x = torch::randn({2, 4, 7, 7});
  const at::Tensor before = block->forward(x);
  for (auto& item : block->named_parameters()) {
    if (item.key() == "conv2.weight") item.value().zero_();  // leaves the shortcut
  }
  const at::Tensor weight = block->named_parameters()["shortcut.weight"];
  const at::Tensor activated = torch::relu(x / std::sqrt(1 + 1e-5));  // batch norm as it is at the start
  EXPECT_TRUE(torch::allclose(block->forward(x), torch::conv2d(activated, weight, {}, /*stride=*/2), 1e-5, 1e-6));
  EXPECT_FALSE(torch::allclose(block->forward(x), before));
}

TEST(WideResNet, RefusesOtherDepths) {
  EXPECT_THAT([] { WideResNet(Config(12, 1, 10)); }, ThrowsMessage<c10::Error>(HasSubstr("encoder.depth is 12")));
}

TEST(WideResNet, ParameterNamesAreCheckpointKeys) {
  std::vector<std::string> names;
  const WideResNet net(Config(10, 1, 10));
  for (const auto& item : net->named_parameters()) names.push_back(item.key());
  EXPECT_THAT(names, testing::IsSupersetOf({"stem.weight", "blocks.0.norm1.weight", "blocks.0.conv1.weight",
                                            "blocks.1.shortcut.weight", "blocks.2.conv2.weight", "norm.bias",
                                            "head.weight", "head.bias"}));
  EXPECT_EQ(names.size(), 1u + 6 + 7 + 7 + 2 + 2);
}

}  // namespace
}  // namespace moebench::vision
