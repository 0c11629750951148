// A lock that one process holds at a time, released when the object or the process ends, however it ends (flock). The
// file that carries it stays behind, empty.
#ifndef MOEBENCH_VISION_DATA_FILE_LOCK_H_
#define MOEBENCH_VISION_DATA_FILE_LOCK_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace moebench::vision {

class FileLock {
 public:
  // Waits until the lock is free; calls on_wait once if it is not free at first. Unavailable, naming the path, where
  // the file cannot be made or locked.
  static absl::StatusOr<FileLock> Acquire(
      const std::string& path, const std::function<void()>& on_wait = [] {});

  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}

  int fd_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_FILE_LOCK_H_
