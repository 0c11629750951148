// A loop over independent items on several threads: reading folders, decoding images, checksums.
//
//   MOE_RETURN_IF_ERROR(ParallelFor(paths.size(), /*threads=*/0, [&](int64_t i) { return Decode(paths[i], i); }));
//
// Items are handed out in order. After an error no new item starts, and the error of the lowest failing item is
// returned, so that the message does not depend on the number of threads.
#ifndef MOEBENCH_VISION_DATA_PARALLEL_FOR_H_
#define MOEBENCH_VISION_DATA_PARALLEL_FOR_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"

namespace moebench::vision {

// Calls body(0) ... body(count - 1). `threads` 0 is one a processor.
absl::Status ParallelFor(int64_t count, int threads, const std::function<absl::Status(int64_t)>& body);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_PARALLEL_FOR_H_
