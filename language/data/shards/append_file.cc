#include "language/data/shards/append_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/write_fully.h"

namespace moebench::language {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;

absl::Status ErrnoError(absl::string_view doing, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", doing, " ", path));
}

}  // namespace

absl::StatusOr<std::unique_ptr<AppendFile>> AppendFile::Open(const std::string& path, int64_t length) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return ErrnoError("open", path);
  std::unique_ptr<AppendFile> file(new AppendFile(path, fd, length));
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoError("read", path);
  if (info.st_size < length) {
    return absl::DataLossError(
        absl::StrCat(path, " has ", info.st_size, " bytes, and ", length, " were written to it"));
  }
  MOE_RETURN_IF_ERROR(file->Truncate(length));
  return file;
}

AppendFile::AppendFile(std::string path, int fd, int64_t length) : path_(std::move(path)), fd_(fd), flushed_(length) {}

AppendFile::~AppendFile() { close(fd_); }

absl::Status AppendFile::Append(absl::string_view bytes) {
  buffer_.append(bytes.data(), bytes.size());
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

absl::Status AppendFile::Flush() {
  absl::string_view rest = buffer_;
  const absl::Status status = WriteFully(fd_, path_, &rest);
  flushed_ += static_cast<int64_t>(buffer_.size() - rest.size());
  buffer_.erase(0, buffer_.size() - rest.size());
  return status;
}

absl::Status AppendFile::Sync() {
  MOE_RETURN_IF_ERROR(Flush());
  return fdatasync(fd_) == 0 ? absl::OkStatus() : ErrnoError("sync", path_);
}

absl::Status AppendFile::CutTo(int64_t length) {
  if (length < flushed_) return Truncate(length);
  buffer_.resize(static_cast<size_t>(std::min(length, this->length()) - flushed_));
  return absl::OkStatus();
}

absl::Status AppendFile::Truncate(int64_t length) {
  buffer_.clear();
  flushed_ = length;
  if (ftruncate(fd_, length) != 0) return ErrnoError("cut", path_);
  return lseek(fd_, length, SEEK_SET) >= 0 ? absl::OkStatus() : ErrnoError("write", path_);
}

absl::Status AppendFile::Overwrite(int64_t at, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd_, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError("write", path_);
    bytes.remove_prefix(static_cast<size_t>(written));
    at += written;
  }
  return absl::OkStatus();
}

absl::Status AppendFile::Read(int64_t at, int64_t count, std::string* bytes) const {
  bytes->resize(static_cast<size_t>(count));
  for (int64_t done = 0; done < count;) {
    const ssize_t got = pread(fd_, &(*bytes)[done], static_cast<size_t>(count - done), at + done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError("read", path_);
    if (got == 0) return absl::DataLossError(absl::StrCat(path_, " ends at byte ", at + done, ", expected more"));
    done += got;
  }
  return absl::OkStatus();
}

}  // namespace moebench::language
