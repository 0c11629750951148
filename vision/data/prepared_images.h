// Whether a data set has a prepared cache that may be used, and where its cache belongs.
//
// A cache lies at <cache folder>/prepared/<data set>-<12 hex digits>.images, one for each data set, source and way of
// preparing. It counts only if it was made from the files that are there now (by their names, sizes and times). Where
// the files are nowhere, and --data_dir was not given, the newest cache of the data set is enough.
//
//   MOE_ASSIGN_OR_RETURN(const PreparedImages prepared, FindPreparedImages(request, location));
//   if (prepared.cache == nullptr) { /* prepared.reason says why; //vision:prepare makes it */ }
#ifndef MOEBENCH_VISION_DATA_PREPARED_IMAGES_H_
#define MOEBENCH_VISION_DATA_PREPARED_IMAGES_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/data_location.h"
#include "vision/data/image_cache.h"
#include "vision/data/image_source.h"

namespace moebench::vision {

struct PreparedImages {
  std::string path;                         // where the cache is, or belongs
  std::shared_ptr<const ImageCache> cache;  // null: it has to be made
  std::string reason;                       // why it has to be made
  std::optional<ImageSource> source;        // absent where the cache alone was found
};

// NotFound where there are neither files nor a cache; other errors where the files cannot be listed. `threads` 0 is one
// a processor.
absl::StatusOr<PreparedImages> FindPreparedImages(const ImageRequest& request, const DataLocation& location,
                                                  int threads = 0);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_PREPARED_IMAGES_H_
