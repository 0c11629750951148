#include "vision/data/augment.h"

#include <algorithm>
#include <cstring>

namespace moebench::vision {
namespace {

using Bytes16 = uint8_t __attribute__((vector_size(16)));
using Words2 = uint64_t __attribute__((vector_size(16)));

// Inlined into one function an instruction set, and compiled for it there.
#define MOE_EACH_LEVEL inline __attribute__((always_inline))

// The columns and source rows of the output that lie inside the image.
struct Overlap {
  int first = 0;   // output column, before mirroring
  int count = 0;   // columns; 0 where the row or window misses the image
  int source = 0;  // image column of `first`
};

MOE_EACH_LEVEL Overlap OverlapOf(int out_size, int image_size, int offset) {
  const int first = std::min(out_size, std::max(0, -offset));
  const int last = std::min(out_size, image_size - offset);
  return {first, std::max(0, last - first), first + offset};
}

// Image coordinate of output coordinate 0.
MOE_EACH_LEVEL int SourceOffset(int size, int image_size, int padding, int start) {
  return start - padding - (size - image_size) / 2;
}

// Five pixels, 15 bytes, at a time. The shuffle's 16th byte is garbage that the next step overwrites, so a sixth pixel
// must follow; the load starts one byte early so as never to read past the image.
MOE_EACH_LEVEL void MirrorRow(const uint8_t* rgb, int count, uint8_t* out) {
  const Bytes16 order = {13, 14, 15, 10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3, 0};
  int x = 0;
  for (; x + 6 <= count; x += 5) {
    Bytes16 pixels;
    std::memcpy(&pixels, rgb + 3 * (count - 5 - x) - 1, sizeof(pixels));
    pixels = __builtin_shuffle(pixels, order);
    std::memcpy(out + 3 * x, &pixels, sizeof(pixels));
  }
  for (; x < count; ++x) std::memcpy(out + 3 * x, rgb + 3 * (count - 1 - x), 3);
}

// Repeats one channel to three, mirrored or not; eight bytes are loaded for five pixels.
MOE_EACH_LEVEL void SpreadRow(const uint8_t* gray, int count, bool mirror, uint8_t* out) {
  const Bytes16 forward = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5};
  const Bytes16 backward = {7, 7, 7, 6, 6, 6, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2};
  const Bytes16 order = mirror ? backward : forward;
  int x = 0;
  for (; x + 8 <= count; x += 5) {
    uint64_t eight;
    std::memcpy(&eight, mirror ? gray + count - 8 - x : gray + x, sizeof(eight));
    const Bytes16 pixels = __builtin_shuffle(reinterpret_cast<Bytes16>(Words2{eight, 0}), order);
    std::memcpy(out + 3 * x, &pixels, sizeof(pixels));
  }
  for (; x < count; ++x) std::memset(out + 3 * x, gray[mirror ? count - 1 - x : x], 3);
}

MOE_EACH_LEVEL void ScaleRow(const uint8_t* __restrict values, int count, const float* __restrict scale,
                             const float* __restrict bias, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<float>(values[i]) * scale[i] + bias[i];
}

// In steps of 16 bytes, the last one overlapping: a call of memcpy a row costs more than the rest of it.
MOE_EACH_LEVEL void CopyRow(const uint8_t* from, int count, uint8_t* to) {
  constexpr int kStep = sizeof(Bytes16);
  if (count < kStep) {
    for (int i = 0; i < count; ++i) to[i] = from[i];
    return;
  }
  for (int i = 0; i < count; i += kStep)
    std::memcpy(to + std::min(i, count - kStep), from + std::min(i, count - kStep), kStep);
}

// Rows are brought into output order in blocks: a row read back right after it was written in pieces would wait for
// them.
constexpr int kRowsAtOnce = 8;

// The inside of an output row, at `to`.
MOE_EACH_LEVEL void StageRow(const uint8_t* from, int channels, int columns, bool mirror, uint8_t* to) {
  if (channels == 1) {
    SpreadRow(from, columns, mirror, to);
  } else if (mirror) {
    MirrorRow(from, columns, to);
  } else {
    CopyRow(from, 3 * columns, to);
  }
}

MOE_EACH_LEVEL float* FillRows(const float* row_bias, int row_values, int rows, float* out) {
  for (int y = 0; y < rows; ++y) out = std::copy_n(row_bias, row_values, out);
  return out;
}

MOE_EACH_LEVEL void ApplyRows(const AugmentShape& shape, const float* row_scale, const float* row_bias,
                              const uint8_t* image, const CropWindow& window, float* out) {
  const int row_values = 3 * shape.size;
  const int image_row = shape.width * shape.channels;
  const Overlap rows =
      OverlapOf(shape.size, shape.height, SourceOffset(shape.size, shape.height, shape.padding, window.top));
  const Overlap columns =
      OverlapOf(shape.size, shape.width, SourceOffset(shape.size, shape.width, shape.padding, window.left));
  const int left = 3 * (window.mirror ? shape.size - columns.first - columns.count : columns.first);
  const bool as_stored = shape.channels == 3 && !window.mirror && columns.count == shape.size;
  // Beside the inside of each row it stays zero: raw zeros, to be normalised like the rest.
  uint8_t staged[kRowsAtOnce * 3 * kMaxAugmentedSize];
  if (!as_stored) std::memset(staged, 0, kRowsAtOnce * row_values);
  out = FillRows(row_bias, row_values, rows.first, out);
  const uint8_t* source = image + rows.source * image_row + columns.source * shape.channels;
  for (int y = 0; y < rows.count; y += kRowsAtOnce, source += kRowsAtOnce * image_row) {
    const int block = std::min(kRowsAtOnce, rows.count - y);
    for (int i = 0; i < block && !as_stored; ++i) {
      StageRow(source + i * image_row, shape.channels, columns.count, window.mirror, staged + i * row_values + left);
    }
    const uint8_t* values = as_stored ? source : staged;
    for (int i = 0; i < block; ++i)
      ScaleRow(values + i * row_values, row_values, row_scale, row_bias, out + i * row_values);
    out += block * row_values;
  }
  FillRows(row_bias, row_values, shape.size - rows.first - rows.count, out);
}

void ApplyBaseline(const AugmentShape& shape, const float* row_scale, const float* row_bias, const uint8_t* image,
                   const CropWindow& window, float* out) {
  ApplyRows(shape, row_scale, row_bias, image, window, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void ApplyAvx2(const AugmentShape& shape, const float* row_scale, const float* row_bias,
                                               const uint8_t* image, const CropWindow& window, float* out) {
  ApplyRows(shape, row_scale, row_bias, image, window, out);
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512"))) void ApplyAvx512(
    const AugmentShape& shape, const float* row_scale, const float* row_bias, const uint8_t* image,
    const CropWindow& window, float* out) {
  ApplyRows(shape, row_scale, row_bias, image, window, out);
}
#endif

Augmenter::ApplyFunction FunctionFor(SimdLevel level) {
#if defined(__x86_64__)
  if (level == SimdLevel::kAvx512) return ApplyAvx512;
  if (level == SimdLevel::kAvx2) return ApplyAvx2;
#endif
  return ApplyBaseline;
}

// Value of the image at (row, column), 0 outside it.
int PixelOrZero(const AugmentShape& shape, const uint8_t* image, int row, int column, int channel) {
  if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) return 0;
  return image[(row * shape.width + column) * shape.channels + (shape.channels == 1 ? 0 : channel)];
}

}  // namespace

ChannelScale ChannelScaleOf(const std::vector<double>& mean, const std::vector<double>& stddev) {
  ChannelScale result;
  for (size_t channel = 0; channel < 3; ++channel) {
    const size_t from = mean.size() == 1 ? 0 : channel;
    result.scale[channel] = static_cast<float>(1 / (255 * stddev[from]));
    result.bias[channel] = static_cast<float>(-mean[from] / stddev[from]);
  }
  return result;
}

void AugmentReference(const AugmentShape& shape, const ChannelScale& scale, const uint8_t* image,
                      const CropWindow& window, float* out) {
  const int row_offset = SourceOffset(shape.size, shape.height, shape.padding, window.top);
  const int column_offset = SourceOffset(shape.size, shape.width, shape.padding, window.left);
  for (int y = 0; y < shape.size; ++y) {
    for (int x = 0; x < shape.size; ++x) {
      const int column = window.mirror ? shape.size - 1 - x : x;
      for (int channel = 0; channel < 3; ++channel) {
        const int value = PixelOrZero(shape, image, y + row_offset, column + column_offset, channel);
        *out++ = static_cast<float>(value) * scale.scale[channel] + scale.bias[channel];
      }
    }
  }
}

std::vector<SimdLevel> SupportedSimdLevels() {
  std::vector<SimdLevel> levels = {SimdLevel::kBaseline};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) levels.push_back(SimdLevel::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    levels.push_back(SimdLevel::kAvx512);
  }
#endif
  return levels;
}

Augmenter::Augmenter(const AugmentShape& shape, const ChannelScale& scale, SimdLevel level)
    : shape_(shape), apply_(FunctionFor(level)) {
  for (int i = 0; i < 3 * shape.size; ++i) {
    row_scale_.push_back(scale.scale[i % 3]);
    row_bias_.push_back(scale.bias[i % 3]);
  }
}

}  // namespace moebench::vision
