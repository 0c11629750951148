// Crop, mirror and normalise on a GPU: the CUDA counterpart of augment.h, for data sets that live on the device as
// uint8.
//
// One thread writes one output value; the image of sample b is chosen by index[b], so a batch is one launch without a
// gather before it. Results equal AugmentReference's bit for bit: one multiplication and one addition, not fused.
#ifndef MOEBENCH_VISION_DATA_AUGMENT_CUDA_H_
#define MOEBENCH_VISION_DATA_AUGMENT_CUDA_H_

#include <cstdint>

namespace moebench::vision {

// Plain numbers, so that nvcc reads no other header.
struct CudaAugmentBatch {
  const uint8_t* pixels = nullptr;  // device, [N, height, width, channels]
  const int64_t* index = nullptr;   // device, [B], in 0 .. N-1
  const int32_t* window = nullptr;  // device, [B, 3]: top, left (0 .. 2 padding), mirror (0 or 1)
  float* out = nullptr;             // device, [B, size, size, 3]
  int batch = 0, height = 0, width = 0, channels = 0, size = 0, padding = 0;
  float scale[3] = {}, bias[3] = {};
};

// Launches on `stream` (a cudaStream_t). Returns cudaGetLastError() as an int: 0 is success.
int LaunchCudaAugment(const CudaAugmentBatch& batch, void* stream);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_AUGMENT_CUDA_H_
