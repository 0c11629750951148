// Makes sure that a data set has a current prepared cache: finds its files, decodes them, writes the cache. What
// //vision:prepare does; with it comes OpenCV, so training programs run that program instead of linking this
// (open_images.h).
//
//   MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(data_dir));
//   MOE_ASSIGN_OR_RETURN(const PreparedImages images, PrepareImages({"tinyimagenet"}, location, {}));
//
// Two processes that prepare the same set wait for each other, and the second finds the work done. A cache that is
// there already is verified, pixels included, and made again if it is damaged.
#ifndef MOEBENCH_VISION_DATA_PREPARE_H_
#define MOEBENCH_VISION_DATA_PREPARE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/data_location.h"
#include "vision/data/image_source.h"
#include "vision/data/prepared_images.h"

namespace moebench::vision {

struct PrepareOptions {
  int threads = 0;  // 0 is one a processor
  // What is happening, one line at a time.
  std::function<void(absl::string_view line)> log = [](absl::string_view) {};
  // Called from any thread, one call at a time.
  std::function<void(int64_t done, int64_t total)> progress = [](int64_t, int64_t) {};
};

// The result's cache is never null. Errors: InvalidArgument for an unknown data set, NotFound for missing files,
// DataLoss for bad ones, ResourceExhausted or Unavailable where the cache cannot be written.
absl::StatusOr<PreparedImages> PrepareImages(const ImageRequest& request, const DataLocation& location,
                                             const PrepareOptions& options);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_PREPARE_H_
