#include "vision/data/test_image.h"

#include <opencv2/imgcodecs.hpp>

namespace moebench::vision {
namespace {

std::string Encode(const char* extension, int height, int width, int channels, std::vector<uint8_t> pixels) {
  if (channels == 3) {
    for (size_t i = 0; i < pixels.size(); i += 3) std::swap(pixels[i], pixels[i + 2]);
  }
  const cv::Mat image(height, width, CV_MAKETYPE(CV_8U, channels), pixels.data());
  std::vector<uint8_t> bytes;
  cv::imencode(extension, image, bytes, {cv::IMWRITE_JPEG_QUALITY, 95});
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::string EncodeJpeg(int height, int width, int channels, const std::vector<uint8_t>& pixels) {
  return Encode(".jpg", height, width, channels, pixels);
}

std::string EncodePng(int height, int width, int channels, const std::vector<uint8_t>& pixels) {
  return Encode(".png", height, width, channels, pixels);
}

std::string SolidJpeg(int height, int width, int red, int green, int blue) {
  std::vector<uint8_t> pixels;
  for (int i = 0; i < height * width; ++i) {
    for (const int value : {red, green, blue}) pixels.push_back(value);
  }
  return EncodeJpeg(height, width, 3, pixels);
}

std::vector<uint8_t> DetailedPixels(int height, int width, int channels) {
  std::vector<uint8_t> pixels(height * width * channels);
  uint32_t state = 1;
  for (uint8_t& value : pixels) value = (state = state * 1664525 + 1013904223) >> 24;
  return pixels;
}

}  // namespace moebench::vision
