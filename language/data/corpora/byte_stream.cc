#include "language/data/corpora/byte_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 18;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status SystemError(const std::string& path, absl::string_view what, int error) {
  const std::string message = absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error));
  return error == ENOENT || error == ENOTDIR ? absl::NotFoundError(message) : absl::UnavailableError(message);
}

class FileStream : public ByteStream {
 public:
  FileStream(const std::string& path, int fd) : ByteStream(path), fd_(fd), block_(kBlockBytes, '\0') {}
  ~FileStream() override { close(fd_); }

  absl::StatusOr<absl::string_view> NextBlock() override {
    ssize_t count;
    do {
      count = read(fd_, block_.data(), block_.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) return SystemError(name(), "read", errno);
    read_ += count;
    return absl::string_view(block_.data(), count);
  }

  int64_t FileBytesRead() const override { return read_; }

 private:
  int fd_;
  std::string block_;
  int64_t read_ = 0;
};

class MarklessStream : public ByteStream {
 public:
  explicit MarklessStream(std::unique_ptr<ByteStream> stream)
      : ByteStream(stream->name()), stream_(std::move(stream)) {}

  absl::StatusOr<absl::string_view> NextBlock() override {
    if (past_front_) return stream_->NextBlock();
    past_front_ = true;
    while (front_.size() < kByteOrderMark.size()) {
      MOE_ASSIGN_OR_RETURN(const absl::string_view block, stream_->NextBlock());
      if (block.empty()) break;
      front_.append(block.data(), block.size());
    }
    absl::string_view front = front_;
    if (!absl::ConsumePrefix(&front, kByteOrderMark) || !front.empty()) return front;
    return stream_->NextBlock();
  }

  int64_t FileBytesRead() const override { return stream_->FileBytesRead(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::string front_;
  bool past_front_ = false;
};

}  // namespace

absl::StatusOr<int64_t> FileBytes(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return SystemError(path, "open", errno);
  if (!S_ISREG(info.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  return static_cast<int64_t>(info.st_size);
}

absl::StatusOr<std::unique_ptr<ByteStream>> OpenFileStream(const std::string& path) {
  MOE_RETURN_IF_ERROR(FileBytes(path).status());
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return SystemError(path, "open", errno);
  return std::make_unique<FileStream>(path, fd);
}

std::unique_ptr<ByteStream> WithoutByteOrderMark(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<MarklessStream>(std::move(stream));
}

}  // namespace moebench::language
