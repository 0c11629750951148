#include "moe_core/training/run_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/write_fully.h"

namespace moebench {

absl::StatusOr<RunLog> RunLog::Open(const std::string& folder) {
  std::string path = absl::StrCat(folder, "/log.txt");
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  return RunLog(std::move(path), fd);
}

RunLog::RunLog(RunLog&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), failed_(other.failed_) {}

RunLog::~RunLog() {
  if (fd_ >= 0) close(fd_);
}

void RunLog::Print(absl::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
  if (failed_) return;
  const absl::Status status = WriteFully(fd_, path_, &text);
  if (status.ok()) return;
  failed_ = true;
  std::fputs(absl::StrCat(status.message(), "\n").c_str(), stderr);
}

}  // namespace moebench
