// JPEG and PNG files to pixels: uint8 [H, W, 3], red, green, blue; gray images get three equal channels. The one place
// that knows OpenCV.
//
//   std::vector<uint8_t> pixels(64 * 64 * 3);
//   MOE_RETURN_IF_ERROR(DecodeExact(bytes, 64, 64, pixels.data()));
//
// Files are checked by ProbeImage and CheckJpegData first: a picture is whole or refused. Errors are DataLoss and start
// with a verb, for the caller to put the file's name before.
#ifndef MOEBENCH_VISION_DATA_IMAGE_DECODER_H_
#define MOEBENCH_VISION_DATA_IMAGE_DECODER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace moebench::vision {

// An image that must be height x width already, as stored: a rotation noted in its EXIF data is not applied.
absl::Status DecodeExact(absl::string_view bytes, int height, int width, uint8_t* pixels);

// Any image: turned as its EXIF data says, the shorter side resized to `size` (area averaging when smaller, bilinear
// when larger), the centre cut out. Writes [size, size, 3].
absl::Status DecodeResized(absl::string_view bytes, int size, uint8_t* pixels);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_DECODER_H_
