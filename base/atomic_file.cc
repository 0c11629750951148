#include "base/atomic_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/write_fully.h"

namespace moebench {
namespace {

absl::Status ErrnoError(absl::string_view doing, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(doing, " ", path));
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Names differ between threads by the counter and between processes by the process id. A file left by a killed process
// whose id was given out again is met by O_EXCL, and the next number is taken.
std::string NextTemporaryPath(const std::string& path) {
  static std::atomic<int> counter{0};
  const std::string name = path.substr(path.rfind('/') + 1);
  return absl::StrCat(path.substr(0, path.size() - name.size()), ".", name, ".", getpid(), "-", counter++, ".tmp");
}

}  // namespace

absl::StatusOr<AtomicFileWriter> AtomicFileWriter::Open(const std::string& path) {
  if (path.empty() || path.back() == '/') {
    return absl::InvalidArgumentError(absl::StrCat("cannot write \"", path, "\": a file name is expected"));
  }
  for (;;) {
    std::string temporary_path = NextTemporaryPath(path);
    const int fd = open(temporary_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return AtomicFileWriter(path, std::move(temporary_path), fd);
    if (errno != EEXIST) return ErrnoError("cannot create a file to write", path);
  }
}

AtomicFileWriter::AtomicFileWriter(std::string path, std::string temporary_path, int fd)
    : path_(std::move(path)), temporary_path_(std::move(temporary_path)), fd_(fd) {}

AtomicFileWriter::AtomicFileWriter(AtomicFileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::move(other.temporary_path_)),
      fd_(std::exchange(other.fd_, -1)) {}

AtomicFileWriter::~AtomicFileWriter() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_path_.c_str());
}

absl::Status AtomicFileWriter::Append(absl::string_view bytes) { return WriteFully(fd_, path_, &bytes); }

absl::Status AtomicFileWriter::Commit() {
  if (fsync(fd_) != 0) return ErrnoError("cannot sync", path_);
  if (rename(temporary_path_.c_str(), path_.c_str()) != 0) return ErrnoError("cannot rename a finished file to", path_);
  // The file has its final name; from here on nothing is to be removed.
  if (close(std::exchange(fd_, -1)) != 0) return ErrnoError("cannot close", path_);
  return SyncFolder(FolderOf(path_));
}

absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes) {
  MOE_ASSIGN_OR_RETURN(AtomicFileWriter file, AtomicFileWriter::Open(path));
  MOE_RETURN_IF_ERROR(file.Append(bytes));
  return file.Commit();
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoError("cannot open", path);
  const absl::Cleanup close_fd = [fd] { close(fd); };
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoError("cannot read", path);

  std::string bytes;
  if (info.st_size > 0 && static_cast<size_t>(info.st_size) <= max_bytes) bytes.reserve(info.st_size);
  // Until end of file rather than st_size: files of /proc claim to be empty.
  char block[1 << 16];
  for (;;) {
    const ssize_t got = read(fd, block, sizeof(block));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError("cannot read", path);
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(got) > max_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat(path, " holds more than the ", max_bytes, " bytes allowed here"));
    }
    bytes.append(block, static_cast<size_t>(got));
  }
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return ErrnoError("cannot open folder", folder);
  const absl::Cleanup close_fd = [fd] { close(fd); };
  // Some network file systems cannot sync a folder and say EINVAL; the rename itself has succeeded there.
  if (fsync(fd) != 0 && errno != EINVAL) return ErrnoError("cannot sync folder", folder);
  return absl::OkStatus();
}

bool IsTemporaryFileName(absl::string_view file_name) {
  return absl::StartsWith(file_name, ".") && absl::EndsWith(file_name, ".tmp");
}

}  // namespace moebench
