// Whether the compressed data of a JPEG is sound. libjpeg, and every decoder built on it, repairs what it can: where
// the data of a scan stop early, hold an impossible code or leave bytes over, it warns, fills in gray and reports
// success. Such a picture must not be trained on, so the data are walked once for their warnings alone, without
// computing pixels. Warnings about headers, which cost no pixel, pass.
//
// Errors are DataLoss and start with a verb, for the caller to put the file's name before.
#ifndef MOEBENCH_VISION_DATA_JPEG_CHECK_H_
#define MOEBENCH_VISION_DATA_JPEG_CHECK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace moebench::vision {

absl::Status CheckJpegData(absl::string_view jpeg);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_JPEG_CHECK_H_
