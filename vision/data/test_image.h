// Encodes small images for tests. Should not be used in non-test code.
#ifndef MOEBENCH_VISION_DATA_TEST_IMAGE_H_
#define MOEBENCH_VISION_DATA_TEST_IMAGE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace moebench::vision {

// `pixels` is [height, width, channels], channels 1 or 3 (red, green, blue).
std::string EncodeJpeg(int height, int width, int channels, const std::vector<uint8_t>& pixels);
std::string EncodePng(int height, int width, int channels, const std::vector<uint8_t>& pixels);

// A JPEG of one colour.
std::string SolidJpeg(int height, int width, int red, int green, int blue);

// A picture with detail, so that its JPEG is long: [height, width, channels].
std::vector<uint8_t> DetailedPixels(int height, int width, int channels);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TEST_IMAGE_H_
