#include "vision/data/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace moebench::vision {
namespace {

absl::Status LockError(const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot lock ", path, ": ", std::strerror(errno)));
}

int LockInterruptibly(int fd, int operation) {
  int code;
  while ((code = flock(fd, operation)) != 0 && errno == EINTR) continue;
  return code;
}

}  // namespace

absl::StatusOr<FileLock> FileLock::Acquire(const std::string& path, const std::function<void()>& on_wait) {
  // Writable: network file systems want that of an exclusive lock.
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return LockError(path);
  FileLock lock(fd);
  if (LockInterruptibly(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return LockError(path);
  on_wait();
  if (LockInterruptibly(fd, LOCK_EX) != 0) return LockError(path);
  return lock;
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace moebench::vision
