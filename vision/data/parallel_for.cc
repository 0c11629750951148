#include "vision/data/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace moebench::vision {

absl::Status ParallelFor(int64_t count, int threads, const std::function<absl::Status(int64_t)>& body) {
  std::atomic<int64_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  int64_t first_failure = count;
  absl::Status result;
  const auto work = [&] {
    // An item once taken is always run: a lower item may still fail after a higher one did.
    while (!failed) {
      const int64_t i = next++;
      if (i >= count) return;
      absl::Status status = body(i);
      if (status.ok()) continue;
      failed = true;
      std::lock_guard<std::mutex> lock(mutex);
      if (i < first_failure) {
        first_failure = i;
        result = std::move(status);
      }
    }
  };
  if (threads <= 0) threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers;
  for (int64_t i = 1; i < std::min<int64_t>(threads, count); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return result;
}

}  // namespace moebench::vision
