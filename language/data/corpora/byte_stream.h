// A file's bytes from front to back, a block at a time: the interface of all that reads corpora, and the plain file.
// open_byte_stream.h decompresses on the way.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenFileStream("corpus.txt"));
//   while (true) {
//     MOE_ASSIGN_OR_RETURN(const absl::string_view block, stream->NextBlock());
//     if (block.empty()) break;
//     ...
//   }
//
// Errors name the file: NotFound, Unavailable (it cannot be read), DataLoss (cut or damaged: never a silent end).
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_BYTE_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_BYTE_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class ByteStream {
 public:
  explicit ByteStream(std::string name) : name_(std::move(name)) {}
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  // The next bytes, at least one; none at the end, where it may be asked again. They stay until the next call.
  virtual absl::StatusOr<absl::string_view> NextBlock() = 0;

  // Bytes of the file below, as it lies on disk, that have been read.
  virtual int64_t FileBytesRead() const = 0;

  // What errors call it: the file's path, or "archive: entry".
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// The file as it is.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenFileStream(const std::string& path);

// `stream` without the UTF-8 byte order mark (ef bb bf) at its front, if there is one.
std::unique_ptr<ByteStream> WithoutByteOrderMark(std::unique_ptr<ByteStream> stream);

// The size of a regular file; NotFound, or InvalidArgument where it is something else.
absl::StatusOr<int64_t> FileBytes(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_BYTE_STREAM_H_
