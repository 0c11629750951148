// What a file says it is, read by us before any decoder sees it: the format by its first bytes and never by its name,
// the size it claims, and whether it is whole. A decoder left to itself fills a cut JPEG with gray and allocates
// whatever a header claims.
//
//   MOE_ASSIGN_OR_RETURN(const ImageProbe probe, ProbeImage(bytes));
//   probe.format;   // ImageFormat::kJpeg
//   probe.width;    // 64
//
// JPEG (ITU T.81): markers are walked from SOI over the frame header (SOFn) and every scan to EOI. PNG (RFC 2083):
// chunks are walked from IHDR to IEND, each checksum compared. Bytes after the end are allowed: cameras append them.
//
// Errors are DataLoss and start with a verb ("is cut: ..."), for the caller to put the file's name before.
#ifndef MOEBENCH_VISION_DATA_IMAGE_PROBE_H_
#define MOEBENCH_VISION_DATA_IMAGE_PROBE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::vision {

inline constexpr int64_t kMaxImageSide = 16384;
inline constexpr int64_t kMaxImagePixels = int64_t{64} << 20;

enum class ImageFormat { kJpeg, kPng };

struct ImageProbe {
  ImageFormat format;
  int64_t width = 0;   // pixels, 1 .. kMaxImageSide
  int64_t height = 0;  // pixels, 1 .. kMaxImageSide
};

absl::StatusOr<ImageProbe> ProbeImage(absl::string_view bytes);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_PROBE_H_
