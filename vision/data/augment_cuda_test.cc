#include "vision/data/augment_cuda.h"

#include <ATen/Context.h>
#include <torch/types.h>

#include <vector>

#include "gtest/gtest.h"
#include "vision/data/augment.h"

namespace moebench::vision {
namespace {

TEST(LaunchCudaAugment, EqualsTheReferenceBitForBit) {
  if (!at::hasCUDA() || at::detail::getCUDAHooks().deviceCount() == 0) GTEST_SKIP() << "no GPU answers on this machine";
  torch::manual_seed(0);
  for (const AugmentShape shape :
       {AugmentShape{32, 32, 3, 32, 4}, AugmentShape{28, 27, 1, 32, 2}, AugmentShape{5, 7, 3, 9, 0}}) {
    constexpr int kImages = 11, kBatch = 64;
    const ChannelScale scale =
        ChannelScaleOf(std::vector<double>(shape.channels, 0.45), std::vector<double>(shape.channels, 0.27));
    const auto pixels = torch::randint(0, 256, {kImages, shape.height, shape.width, shape.channels}, torch::kByte);
    const auto index = torch::randint(0, kImages, {kBatch}, torch::kLong);
    auto window = torch::randint(0, 2 * shape.padding + 1, {kBatch, 3}, torch::kInt);
    window.select(1, 2) = torch::randint(0, 2, {kBatch}, torch::kInt);

    const auto pixels_gpu = pixels.cuda(), index_gpu = index.cuda(), window_gpu = window.cuda();
    auto out = torch::empty({kBatch, shape.size, shape.size, 3}, torch::kCUDA);
    CudaAugmentBatch batch{pixels_gpu.data_ptr<uint8_t>(),
                           index_gpu.data_ptr<int64_t>(),
                           window_gpu.data_ptr<int32_t>(),
                           out.data_ptr<float>(),
                           kBatch,
                           shape.height,
                           shape.width,
                           shape.channels,
                           shape.size,
                           shape.padding};
    for (int c = 0; c < 3; ++c) {
      batch.scale[c] = scale.scale[c];
      batch.bias[c] = scale.bias[c];
    }
    ASSERT_EQ(LaunchCudaAugment(batch, nullptr), 0);
    const at::Tensor result = out.cpu();

    const int64_t image_bytes = int64_t{shape.height} * shape.width * shape.channels;
    at::Tensor expected = torch::empty_like(result);
    for (int b = 0; b < kBatch; ++b) {
      const auto* w = window.data_ptr<int32_t>() + 3 * b;
      AugmentReference(shape, scale, pixels.data_ptr<uint8_t>() + index.data_ptr<int64_t>()[b] * image_bytes,
                       {w[0], w[1], w[2] != 0}, expected[b].data_ptr<float>());
    }
    EXPECT_TRUE(torch::equal(result, expected));
  }
}

}  // namespace
}  // namespace moebench::vision
