// A libarchive reader fed from a ByteStream, so that archives can lie within archives and nothing is unpacked to disk.
// An error of the stream below comes out as it went in, not as libarchive's word for it.
//
// Example:
//   ArchiveInput input(std::move(stream));
//   archive_read_support_format_tar(input.reader());
//   MOE_RETURN_IF_ERROR(input.Open());
//   if (archive_read_next_header(input.reader(), &entry) < ARCHIVE_WARN) return input.Error();
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_ARCHIVE_INPUT_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_ARCHIVE_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "language/data/corpora/byte_stream.h"

struct archive;

namespace moebench::language {

class ArchiveInput {
 public:
  explicit ArchiveInput(std::unique_ptr<ByteStream> stream);
  ~ArchiveInput();
  ArchiveInput(const ArchiveInput&) = delete;
  ArchiveInput& operator=(const ArchiveInput&) = delete;

  archive* reader() const { return reader_; }
  const ByteStream& stream() const { return *stream_; }

  // Call once, after the reader was told its formats and filters.
  absl::Status Open();

  // Why the reader failed: the stream's own error, else DataLoss with libarchive's reason.
  absl::Status Error() const;

  // How many zero bytes the stream ended with, up to 512; of what was read so far.
  size_t trailing_zeros() const { return trailing_zeros_; }

 private:
  static long Read(archive* reader, void* self, const void** bytes);

  std::unique_ptr<ByteStream> stream_;
  archive* reader_;
  absl::Status stream_error_;
  size_t trailing_zeros_ = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_ARCHIVE_INPUT_H_
