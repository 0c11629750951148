#include "vision/data/image_probe.h"

#include <zlib.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/test_image.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

std::string Bytes(std::initializer_list<int> values) { return {values.begin(), values.end()}; }

std::string BigEndian(uint32_t value) {
  return Bytes({int(value >> 24), int(value >> 16 & 255), int(value >> 8 & 255), int(value & 255)});
}

std::string PngChunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  return BigEndian(data.size()) + body + BigEndian(crc32(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
}

std::string PngClaiming(uint32_t width, uint32_t height) {
  return "\x89PNG\r\n\x1a\n" + PngChunk("IHDR", BigEndian(width) + BigEndian(height) + Bytes({8, 2, 0, 0, 0})) +
         PngChunk("IDAT", "") + PngChunk("IEND", "");
}

// SOI, a baseline frame header of three components, a scan of two data bytes, EOI.
std::string JpegClaiming(int width, int height) {
  return Bytes({0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3}) +
         std::string(9, '\0') + Bytes({0xFF, 0xDA, 0, 2, 0x12, 0x34, 0xFF, 0xD9});
}

std::string Message(absl::string_view bytes) { return std::string(ProbeImage(bytes).status().message()); }

TEST(ImageProbeTest, ReadsSizesWrittenByARealEncoder) {
  const auto jpeg = ProbeImage(EncodeJpeg(24, 40, 3, DetailedPixels(24, 40, 3)));
  ASSERT_TRUE(jpeg.ok()) << jpeg.status();
  EXPECT_EQ(jpeg->format, ImageFormat::kJpeg);
  EXPECT_EQ(jpeg->width, 40);
  EXPECT_EQ(jpeg->height, 24);
  const auto png = ProbeImage(EncodePng(24, 40, 1, DetailedPixels(24, 40, 1)));
  ASSERT_TRUE(png.ok()) << png.status();
  EXPECT_EQ(png->format, ImageFormat::kPng);
  EXPECT_EQ(png->width, 40);
  EXPECT_EQ(png->height, 24);
}

TEST(ImageProbeTest, ReadsHandMadeHeaders) {
  EXPECT_EQ(ProbeImage(JpegClaiming(300, 2))->width, 300);
  EXPECT_EQ(ProbeImage(JpegClaiming(2, 300))->height, 300);
  EXPECT_EQ(ProbeImage(PngClaiming(16384, 4096))->width, 16384);
}

TEST(ImageProbeTest, RefusesEveryCutJpegAndPng) {
  for (const std::string& whole :
       {EncodeJpeg(16, 16, 3, DetailedPixels(16, 16, 3)), EncodePng(16, 16, 3, DetailedPixels(16, 16, 3))}) {
    ASSERT_TRUE(ProbeImage(whole).ok());
    for (size_t size = 0; size < whole.size(); ++size) {
      const auto probe = ProbeImage(absl::string_view(whole).substr(0, size));
      EXPECT_EQ(probe.status().code(), absl::StatusCode::kDataLoss) << size << " of " << whole.size();
    }
  }
  const std::string jpeg = JpegClaiming(8, 8);
  EXPECT_EQ(Message(jpeg.substr(0, jpeg.size() - 2)), "is cut: the JPEG ends before its end of image");
}

TEST(ImageProbeTest, AllowsBytesAfterTheEnd) {
  EXPECT_TRUE(ProbeImage(JpegClaiming(8, 8) + "camera maker's notes").ok());
  EXPECT_TRUE(ProbeImage(PngClaiming(8, 8) + "more").ok());
}

TEST(ImageProbeTest, KeepsStuffedBytesAndRestartMarkersInsideTheScan) {
  std::string jpeg = JpegClaiming(8, 8);
  jpeg.insert(jpeg.size() - 2, Bytes({0xFF, 0x00, 0xFF, 0xD0, 0x55, 0xFF, 0x00}));
  EXPECT_TRUE(ProbeImage(jpeg).ok());
}

TEST(ImageProbeTest, RefusesGiantClaims) {
  EXPECT_THAT(Message(PngClaiming(100000, 100000)),
              HasSubstr("claims 100000 x 100000 pixels; at most 16384 a side and 67108864 in all are read"));
  EXPECT_THAT(Message(JpegClaiming(65500, 65500)), HasSubstr("claims 65500 x 65500 pixels"));
  EXPECT_THAT(Message(PngClaiming(16384, 16384)), HasSubstr("claims 16384 x 16384 pixels"));
  EXPECT_THAT(Message(PngClaiming(0xFFFFFFFF, 1)), HasSubstr("claims 4294967295 x 1 pixels"));
  EXPECT_THAT(Message(PngClaiming(0, 5)), HasSubstr("claims 0 x 5 pixels"));
  EXPECT_THAT(Message(JpegClaiming(0, 5)), HasSubstr("claims 0 x 5 pixels"));
}

TEST(ImageProbeTest, RefusesOtherFormatsWhateverTheirName) {
  EXPECT_EQ(Message("GIF89a......."), "is neither a JPEG nor a PNG: it starts with \"GIF89a..\"");
  EXPECT_THAT(Message("<html>"), HasSubstr("neither a JPEG nor a PNG"));
  EXPECT_EQ(Message(""), "is empty");
}

TEST(ImageProbeTest, RefusesADamagedPngChunk) {
  std::string png = EncodePng(16, 16, 3, DetailedPixels(16, 16, 3));
  png[png.size() / 2] ^= 1;
  EXPECT_THAT(Message(png), HasSubstr("damaged PNG chunk"));
}

TEST(ImageProbeTest, RefusesHeadersWithoutAnImage) {
  EXPECT_THAT(Message(Bytes({0xFF, 0xD8, 0xFF, 0xD9})), HasSubstr("without an image"));
  EXPECT_THAT(Message("\x89PNG\r\n\x1a\n" + PngChunk("IEND", "")), HasSubstr("does not start with its header"));
  EXPECT_THAT(Message("\x89PNG\r\n\x1a\n" + PngChunk("IHDR", BigEndian(8) + BigEndian(8) + Bytes({8, 2, 0, 0, 0})) +
                      PngChunk("IEND", "")),
              HasSubstr("PNG without an image"));
}

}  // namespace
}  // namespace moebench::vision
