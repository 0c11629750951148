#include "language/tokenizer/commands/line_blocks.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"

namespace moebench::language {
namespace {

constexpr int kStopCheckMs = 200;

absl::Status Refused(const std::string& name, int error) {
  return absl::ErrnoToStatus(error, absl::StrCat("cannot read ", name));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineBlocks>> LineBlocks::Open(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  const int fd = standard ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) != 0) return Refused(name, errno);
  // Owns the descriptor from here on.
  auto blocks = absl::WrapUnique(new LineBlocks(name, fd, S_ISREG(info.st_mode) ? info.st_size : 0));
  if (S_ISDIR(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(name, " is a folder; a text file is expected"));
  }
  return blocks;
}

LineBlocks::LineBlocks(std::string name, int fd, int64_t total_bytes)
    : name_(std::move(name)), fd_(fd), total_bytes_(total_bytes) {}

LineBlocks::~LineBlocks() {
  if (fd_ != STDIN_FILENO) close(fd_);
}

absl::StatusOr<bool> LineBlocks::Next(std::string* block) {
  block->clear();
  std::swap(*block, rest_);
  for (;;) {
    const size_t searched = block->size();
    MOE_ASSIGN_OR_RETURN(const size_t got, ReadOnto(block));
    if (got == 0) return !block->empty();
    const void* end = memrchr(block->data() + searched, '\n', got);
    if (end == nullptr) continue;
    const size_t lines = static_cast<size_t>(static_cast<const char*>(end) - block->data()) + 1;
    rest_.assign(*block, lines, std::string::npos);
    block->resize(lines);
    return true;
  }
}

absl::Status LineBlocks::WaitForInput() const {
  pollfd waiting = {fd_, POLLIN, 0};
  while (!StopRequested() && !stopped_) {
    const int ready = poll(&waiting, 1, kStopCheckMs);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return absl::OkStatus();
  }
  return absl::CancelledError("stopped");
}

absl::StatusOr<size_t> LineBlocks::ReadOnto(std::string* bytes) {
  MOE_RETURN_IF_ERROR(WaitForInput());
  const size_t before = bytes->size();
  bytes->resize(before + kReadBytes);
  ssize_t got = 0;
  do {
    got = read(fd_, bytes->data() + before, kReadBytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return Refused(name_, errno);
  bytes->resize(before + static_cast<size_t>(got));
  return static_cast<size_t>(got);
}

}  // namespace moebench::language
