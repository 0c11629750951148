// A file in memory without reading it: mapped read-only, its pages fetched when they are touched and dropped again when
// memory is short, so that shards larger than the machine's memory can be sampled.
//
// The file must not be cut short while it is mapped: the operating system ends a program that touches what is gone
// (SIGBUS). Shards are renamed into place when whole and never written again.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_MAPPED_FILE_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class MappedFile {
 public:
  // An empty file is no error. Otherwise errors name the path and the operating system's reason; a folder or a pipe is
  // refused.
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::string& path() const { return path_; }
  absl::string_view bytes() const { return {data_, size_}; }
  int64_t size() const { return static_cast<int64_t>(size_); }

 private:
  MappedFile(std::string path, const char* data, size_t size);

  std::string path_;
  const char* data_;
  size_t size_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_MAPPED_FILE_H_
