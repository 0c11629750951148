// Writes a prepared cache (image_cache.h): decodes a set in parallel and puts it into one file that is either whole or
// absent.
//
//   MOE_RETURN_IF_ERROR(WriteImageCache(path, set, {"mnist", source.root, source.fingerprint}, *tree, options));
//
// Bytes go by pwrite to PATH.partial, which is synced and renamed over PATH, and the folder synced after it. A failure
// removes it; what a killed process leaves is overwritten by the next one. The caller holds a lock (file_lock.h):
// PATH.partial is one file. Memory stays below a few megabytes a thread, whatever the set's size, plus what the set
// itself holds.
//
// The bytes are the same for any number of threads. Errors: the reader's own for an image that is bad;
// ResourceExhausted for a full disk or a size limit and Unavailable for other failures of writing, naming the path and
// the reason.
#ifndef MOEBENCH_VISION_DATA_IMAGE_CACHE_WRITER_H_
#define MOEBENCH_VISION_DATA_IMAGE_CACHE_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

struct ImageCacheOrigin {
  std::string dataset;
  std::string source;
  std::string fingerprint;
};

struct ImageCacheOptions {
  int threads = 0;  // 0 is one a processor
  // Called from any thread, one call at a time, with the number of images written so far.
  std::function<void(int64_t done)> progress = [](int64_t) {};
};

// `files` are those that the set is decoded from, for their checksum.
absl::Status WriteImageCache(const std::string& path, const ImageSet& set, const ImageCacheOrigin& origin,
                             const FileTree& files, const ImageCacheOptions& options = {});

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_CACHE_WRITER_H_
