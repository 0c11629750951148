// A file that grows at its end, by a buffer, and can be cut back: what unfinished shards are written to. Opening it
// anew at a length makes it hold exactly that many bytes of what it had.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_APPEND_FILE_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_APPEND_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class AppendFile {
 public:
  // Makes the file where there is none. DataLoss if it has fewer than `length` bytes.
  static absl::StatusOr<std::unique_ptr<AppendFile>> Open(const std::string& path, int64_t length);
  // What was not flushed is lost.
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  const std::string& path() const { return path_; }
  int64_t length() const { return flushed_ + static_cast<int64_t>(buffer_.size()); }

  absl::Status Append(absl::string_view bytes);
  absl::Status Flush();
  // Flushes, and waits until the disk has it.
  absl::Status Sync();
  // Drops all bytes from `length` on.
  absl::Status CutTo(int64_t length);
  // Writes over bytes that were flushed.
  absl::Status Overwrite(int64_t at, absl::string_view bytes);
  // Reads bytes that were flushed; DataLoss if they are not there.
  absl::Status Read(int64_t at, int64_t count, std::string* bytes) const;

 private:
  AppendFile(std::string path, int fd, int64_t length);
  absl::Status Truncate(int64_t length);

  std::string path_;
  int fd_;
  int64_t flushed_;  // bytes in the file
  std::string buffer_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_APPEND_FILE_H_
