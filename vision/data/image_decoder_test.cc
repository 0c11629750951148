#include "vision/data/image_decoder.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/test_image.h"

namespace moebench::vision {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

TEST(ImageDecoderTest, PngComesBackExactlyInRedGreenBlue) {
  const std::vector<uint8_t> original = DetailedPixels(5, 7, 3);
  std::vector<uint8_t> pixels(5 * 7 * 3);
  ASSERT_TRUE(DecodeExact(EncodePng(5, 7, 3, original), 5, 7, pixels.data()).ok());
  EXPECT_EQ(pixels, original);
}

TEST(ImageDecoderTest, JpegKeepsItsColour) {
  std::vector<uint8_t> pixels(16 * 16 * 3);
  ASSERT_TRUE(DecodeExact(SolidJpeg(16, 16, 200, 100, 50), 16, 16, pixels.data()).ok());
  for (size_t i = 0; i < pixels.size(); i += 3) {
    EXPECT_NEAR(pixels[i], 200, 3);
    EXPECT_NEAR(pixels[i + 1], 100, 3);
    EXPECT_NEAR(pixels[i + 2], 50, 3);
  }
}

TEST(ImageDecoderTest, GrayImagesGetThreeEqualChannels) {
  const std::vector<uint8_t> gray = DetailedPixels(8, 8, 1);
  std::vector<uint8_t> pixels(8 * 8 * 3);
  ASSERT_TRUE(DecodeExact(EncodePng(8, 8, 1, gray), 8, 8, pixels.data()).ok());
  for (int i = 0; i < 64; ++i) {
    for (int channel = 0; channel < 3; ++channel) EXPECT_EQ(pixels[3 * i + channel], gray[i]);
  }
  EXPECT_TRUE(DecodeExact(EncodeJpeg(8, 8, 1, gray), 8, 8, pixels.data()).ok());
}

TEST(ImageDecoderTest, RefusesAnotherSize) {
  std::vector<uint8_t> pixels(64 * 64 * 3);
  const absl::Status status = DecodeExact(SolidJpeg(32, 48, 1, 2, 3), 64, 64, pixels.data());
  EXPECT_EQ(status, absl::DataLossError("is 48 x 32 pixels, expected 64 x 64"));
}

// A white band of the middle third on black: after the centre cut of a 30 x 10 image only white is left.
TEST(ImageDecoderTest, CutsTheCentre) {
  std::vector<uint8_t> wide(10 * 30 * 3, 0);
  for (int y = 0; y < 10; ++y) {
    for (int x = 10; x < 20; ++x) {
      for (int channel = 0; channel < 3; ++channel) wide[(y * 30 + x) * 3 + channel] = 255;
    }
  }
  std::vector<uint8_t> pixels(10 * 10 * 3);
  ASSERT_TRUE(DecodeResized(EncodePng(10, 30, 3, wide), 10, pixels.data()).ok());
  EXPECT_THAT(pixels, Each(255));
}

// 2 x 2 blocks of (0, 100, 200, 100) average to 100.
TEST(ImageDecoderTest, ShrinksByAveraging) {
  std::vector<uint8_t> checks;
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      checks.insert(checks.end(), 3, (x % 2 + y % 2) * 100);
    }
  }
  std::vector<uint8_t> pixels(8 * 8 * 3);
  ASSERT_TRUE(DecodeResized(EncodePng(16, 16, 3, checks), 8, pixels.data()).ok());
  EXPECT_THAT(pixels, Each(100));
}

TEST(ImageDecoderTest, EnlargesAndHandlesExtremeShapes) {
  std::vector<uint8_t> pixels(32 * 32 * 3);
  EXPECT_TRUE(DecodeResized(EncodePng(3, 5, 3, DetailedPixels(3, 5, 3)), 32, pixels.data()).ok());
  EXPECT_TRUE(DecodeResized(EncodePng(1, 1000, 3, DetailedPixels(1, 1000, 3)), 32, pixels.data()).ok());
  EXPECT_TRUE(DecodeResized(EncodePng(1000, 1, 3, DetailedPixels(1000, 1, 3)), 32, pixels.data()).ok());
}

// Whole by its markers and chunks, yet nothing a decoder can use: an error, never gray pixels.
TEST(ImageDecoderTest, RefusesWhatDoesNotDecode) {
  std::vector<uint8_t> pixels(16 * 16 * 3);
  std::string jpeg = EncodeJpeg(16, 16, 3, DetailedPixels(16, 16, 3));
  // The first quantisation table's segment becomes a comment.
  jpeg[jpeg.find("\xFF\xDB") + 1] = '\xFE';
  jpeg[jpeg.find("\xFF\xDB") + 1] = '\xFE';
  const absl::Status status = DecodeExact(jpeg, 16, 16, pixels.data());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("does not decode"));
}

TEST(ImageDecoderTest, SurvivesFlippedBytes) {
  const std::string original = EncodeJpeg(16, 16, 3, DetailedPixels(16, 16, 3));
  std::vector<uint8_t> pixels(16 * 16 * 3);
  for (size_t at = 0; at < original.size(); ++at) {
    std::string damaged = original;
    damaged[at] ^= 0x5A;
    const absl::Status status = DecodeExact(damaged, 16, 16, pixels.data());
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kDataLoss) << status;
  }
}

}  // namespace
}  // namespace moebench::vision
