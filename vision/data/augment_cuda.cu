#include <cuda_runtime.h>

#include "vision/data/augment_cuda.h"

namespace moebench::vision {
namespace {

constexpr int kThreads = 256;

// First source row (or column) of the window: the image is centred on a canvas of `size`, padded on each side.
__device__ int SourceOffset(int size, int extent, int padding, int start) {
  return start - padding - (size - extent) / 2;
}

__global__ void Augment(CudaAugmentBatch args) {
  const int64_t values = int64_t{args.batch} * args.size * args.size * 3;
  const int64_t i = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (i >= values) return;
  const int channel = i % 3;
  const int x = i / 3 % args.size;
  const int y = i / 3 / args.size % args.size;
  const int64_t sample = i / 3 / args.size / args.size;
  const int32_t* window = args.window + 3 * sample;
  const int row = y + SourceOffset(args.size, args.height, args.padding, window[0]);
  const int column = (window[2] ? args.size - 1 - x : x) + SourceOffset(args.size, args.width, args.padding, window[1]);
  float value = 0;
  if (row >= 0 && row < args.height && column >= 0 && column < args.width) {
    const int64_t pixel = (args.index[sample] * args.height + row) * args.width + column;
    value = args.pixels[pixel * args.channels + (args.channels == 1 ? 0 : channel)];
  }
  args.out[i] = __fadd_rn(__fmul_rn(value, args.scale[channel]), args.bias[channel]);
}

}  // namespace

int LaunchCudaAugment(const CudaAugmentBatch& batch, void* stream) {
  const int64_t values = int64_t{batch.batch} * batch.size * batch.size * 3;
  if (values == 0) return cudaSuccess;
  const auto blocks = static_cast<unsigned>((values + kThreads - 1) / kThreads);
  Augment<<<blocks, kThreads, 0, static_cast<cudaStream_t>(stream)>>>(batch);
  return cudaGetLastError();
}

}  // namespace moebench::vision
