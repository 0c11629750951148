// Random crop, mirroring and normalisation of one image in one pass: uint8 pixels in, float network input out.
//
// The image (H x W) is centred on a size x size canvas of zeros, which is padded by `padding` zeros on each side; a
// window of size x size is cut from it and mirrored left to right or not; each value x in 0 .. 255 becomes (x / 255 -
// mean) / stddev of its channel. What lies outside the image is raw 0, normalised like the rest. One channel is
// repeated to three. This is random cropping as WideResNet training does it (Zagoruyko and Komodakis 2016).
//
//   const Augmenter augmenter({/*height=*/28, /*width=*/28, /*channels=*/1, /*size=*/32, /*padding=*/4},
//                             ChannelScaleOf({0.1307}, {0.3081}));
//   augmenter.Apply(pixels, {/*top=*/4, /*left=*/4, /*mirror=*/false}, out);   // the centre: out is [32, 32, 3]
//
// The fast path works on whole rows, compiled for several instruction sets and chosen at run time; it gives the bits of
// AugmentReference on each of them (every value is one product and one sum, never fused).
#ifndef MOEBENCH_VISION_DATA_AUGMENT_H_
#define MOEBENCH_VISION_DATA_AUGMENT_H_

#include <array>
#include <cstdint>
#include <vector>

namespace moebench::vision {

// Largest `size`, pixels.
inline constexpr int kMaxAugmentedSize = 512;

struct AugmentShape {
  int height = 0;    // of the image, at most size
  int width = 0;     // of the image, at most size
  int channels = 0;  // of the image, 1 or 3
  int size = 0;      // of the output, at most kMaxAugmentedSize
  int padding = 0;
};

// Where the window lies on the padded canvas: 0 .. 2 padding each way, `padding` being the centre.
struct CropWindow {
  int top = 0;
  int left = 0;
  bool mirror = false;
};

// Network input = x * scale + bias, for the channels red, green, blue.
struct ChannelScale {
  std::array<float, 3> scale;
  std::array<float, 3> bias;
};
// Of one or three channels, pixel values scaled to [0, 1]: scale = 1 / (255 stddev), bias = -mean / stddev, each
// rounded once.
ChannelScale ChannelScaleOf(const std::vector<double>& mean, const std::vector<double>& stddev);

// `image` is [height, width, channels], `out` [size, size, 3].
void AugmentReference(const AugmentShape& shape, const ChannelScale& scale, const uint8_t* image,
                      const CropWindow& window, float* out);

enum class SimdLevel { kBaseline, kAvx2, kAvx512 };
// Those that this processor has, the fastest last.
std::vector<SimdLevel> SupportedSimdLevels();

class Augmenter {
 public:
  Augmenter(const AugmentShape& shape, const ChannelScale& scale, SimdLevel level = SupportedSimdLevels().back());

  // As AugmentReference. Safe to call from several threads.
  void Apply(const uint8_t* image, const CropWindow& window, float* out) const {
    apply_(shape_, row_scale_.data(), row_bias_.data(), image, window, out);
  }

  using ApplyFunction = void (*)(const AugmentShape& shape, const float* row_scale, const float* row_bias,
                                 const uint8_t* image, const CropWindow& window, float* out);

 private:
  AugmentShape shape_;
  std::vector<float> row_scale_;  // [size, 3], each pixel the same
  std::vector<float> row_bias_;   // [size, 3]; also a row of raw zeros, normalised
  ApplyFunction apply_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_AUGMENT_H_
