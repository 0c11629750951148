#include "base/write_fully.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace moebench {

absl::Status WriteFully(int fd, absl::string_view path, absl::string_view* rest) {
  while (!rest->empty()) {
    const ssize_t written = write(fd, rest->data(), rest->size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
    rest->remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace moebench
