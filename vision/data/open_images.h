// The images of a data set, ready to train on: opens the prepared cache, and first has it made by running
// //vision:prepare where it is missing, outdated or damaged. A program that calls this needs //vision:prepare among its
// data and no OpenCV.
//
//   MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(data_dir));
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const ImageCache> images, OpenImages({"tinyimagenet"}, location));
//
// What //vision:prepare prints, its progress included, goes to standard error.
#ifndef MOEBENCH_VISION_DATA_OPEN_IMAGES_H_
#define MOEBENCH_VISION_DATA_OPEN_IMAGES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "base/data_location.h"
#include "vision/data/image_cache.h"
#include "vision/data/image_source.h"

namespace moebench::vision {

// Errors: InvalidArgument for an unknown data set; NotFound, with everything the user needs, for missing files; that of
// //vision:prepare, which has said why, where it fails. `threads` 0 is one a processor.
absl::StatusOr<std::shared_ptr<const ImageCache>> OpenImages(const ImageRequest& request, const DataLocation& location,
                                                             int threads = 0);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_OPEN_IMAGES_H_
