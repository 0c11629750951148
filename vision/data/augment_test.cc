#include "vision/data/augment.h"

#include <cstring>
#include <memory>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAreArray;

// Raw values come through: scale 1, bias 0.
const ChannelScale kRaw = {{1, 1, 1}, {0, 0, 0}};

std::vector<float> Reference(const AugmentShape& shape, const ChannelScale& scale, const std::vector<uint8_t>& image,
                             const CropWindow& window) {
  std::vector<float> out(shape.size * shape.size * 3);
  AugmentReference(shape, scale, image.data(), window, out.data());
  return out;
}

std::vector<float> RedOf(const std::vector<float>& pixels) {
  std::vector<float> red;
  for (size_t i = 0; i < pixels.size(); i += 3) red.push_back(pixels[i]);
  return red;
}

// mean 0.5, stddev 0.25: 0 -> -2, 255 -> (1 - 0.5) / 0.25 = 2.
TEST(ChannelScaleTest, MapsZeroAndFullScale) {
  const ChannelScale scale = ChannelScaleOf({0.5, 0.25, 0}, {0.25, 0.5, 1});
  EXPECT_FLOAT_EQ(scale.bias[0], -2);
  EXPECT_FLOAT_EQ(255 * scale.scale[0] + scale.bias[0], 2);
  EXPECT_FLOAT_EQ(255 * scale.scale[1] + scale.bias[1], 1.5);
  EXPECT_FLOAT_EQ(scale.scale[2], 1.0 / 255);
  const ChannelScale gray = ChannelScaleOf({0.5}, {0.25});
  EXPECT_EQ(gray.scale[0], gray.scale[2]);
  EXPECT_EQ(gray.bias[0], gray.bias[2]);
}

// The image          padded by 1        window at (0, 2)   mirrored
//   1 2 3            0 0 0 0 0          0 0 0              0 0 0
//   4 5 6            0 1 2 3 0          2 3 0              0 3 2
//   7 8 9            0 4 5 6 0          5 6 0              0 6 5
//                    0 7 8 9 0
//                    0 0 0 0 0
TEST(AugmentReferenceTest, CutsAndMirrorsAWorkedExample) {
  const AugmentShape shape{3, 3, 1, 3, 1};
  const std::vector<uint8_t> image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_THAT(RedOf(Reference(shape, kRaw, image, {0, 2, false})), ElementsAreArray({0, 0, 0, 2, 3, 0, 5, 6, 0}));
  EXPECT_THAT(RedOf(Reference(shape, kRaw, image, {0, 2, true})), ElementsAreArray({0, 0, 0, 0, 3, 2, 0, 6, 5}));
  EXPECT_THAT(RedOf(Reference(shape, kRaw, image, {1, 1, false})), ElementsAreArray({1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

// A 1 x 2 image of red, green, blue on a 3 x 3 canvas: one row of zeros above, one column right of it (odd room goes
// after).
TEST(AugmentReferenceTest, CentresSmallImagesAndKeepsChannelsApart) {
  const AugmentShape shape{1, 2, 3, 3, 0};
  const std::vector<float> out = Reference(shape, kRaw, {10, 20, 30, 40, 50, 60}, {0, 0, false});
  EXPECT_THAT(out, ElementsAreArray({0,  0,  0,  0,  0,  0,  0, 0, 0,  //
                                     10, 20, 30, 40, 50, 60, 0, 0, 0,  //
                                     0,  0,  0,  0,  0,  0,  0, 0, 0}));
}

// What lies outside the image is raw zero and normalised like it: -mean / stddev.
TEST(AugmentReferenceTest, PaddingIsNormalisedZero) {
  const ChannelScale scale = ChannelScaleOf({0.5, 0.5, 0.5}, {0.25, 0.25, 0.25});
  const std::vector<float> out = Reference({1, 1, 1, 3, 0}, scale, {0}, {0, 0, false});
  EXPECT_THAT(out, testing::Each(-2.0f));
}

// Every offset, both directions, odd and even shapes, on every instruction set of this processor: equal bits, nothing
// written or (under the address sanitizer) read out of bounds.
TEST(AugmenterTest, EqualsTheReferenceBitForBit) {
  std::mt19937 random(1);
  const ChannelScale scale = ChannelScaleOf({0.4914, 0.4822, 0.4465}, {0.2470, 0.2435, 0.2616});
  const std::vector<AugmentShape> shapes = {{1, 1, 3, 1, 0},    {1, 1, 1, 1, 2},    {3, 5, 3, 5, 1},
                                            {7, 6, 1, 9, 2},    {8, 8, 1, 8, 3},    {32, 32, 3, 32, 4},
                                            {28, 28, 1, 32, 4}, {29, 31, 3, 33, 5}, {64, 64, 3, 64, 4},
                                            {5, 4, 3, 6, 9},    {17, 33, 1, 40, 0}};
  for (const SimdLevel level : SupportedSimdLevels()) {
    for (const AugmentShape& shape : shapes) {
      // Exactly as large as the image, so that reading beyond it is noticed.
      const size_t bytes = shape.height * shape.width * shape.channels;
      const std::unique_ptr<uint8_t[]> image(new uint8_t[bytes]);
      for (size_t i = 0; i < bytes; ++i) image[i] = random();
      const Augmenter augmenter(shape, scale, level);
      const size_t values = shape.size * shape.size * 3;
      std::vector<float> expected(values);
      for (int top = 0; top <= 2 * shape.padding; ++top) {
        for (int left = 0; left <= 2 * shape.padding; ++left) {
          for (const bool mirror : {false, true}) {
            const std::unique_ptr<float[]> out(new float[values]);
            AugmentReference(shape, scale, image.get(), {top, left, mirror}, expected.data());
            augmenter.Apply(image.get(), {top, left, mirror}, out.get());
            ASSERT_EQ(std::memcmp(out.get(), expected.data(), values * sizeof(float)), 0)
                << "level " << static_cast<int>(level) << ", " << shape.height << " x " << shape.width << " x "
                << shape.channels << " to " << shape.size << ", window " << top << ", " << left << ", " << mirror;
          }
        }
      }
    }
  }
}

TEST(AugmenterTest, MirroringTwiceIsNoChange) {
  std::vector<uint8_t> image(32 * 32 * 3);
  for (size_t i = 0; i < image.size(); ++i) image[i] = i * 7;
  const AugmentShape shape{32, 32, 3, 32, 0};
  const std::vector<float> once = Reference(shape, kRaw, image, {0, 0, true});
  const std::vector<uint8_t> mirrored(once.begin(), once.end());
  const std::vector<float> twice = Reference(shape, kRaw, mirrored, {0, 0, true});
  EXPECT_EQ(std::vector<uint8_t>(twice.begin(), twice.end()), image);
}

}  // namespace
}  // namespace moebench::vision
