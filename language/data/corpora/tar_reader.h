// The files of a tar archive (ustar, GNU, pax), front to back, from any stream. Nothing of the archive is passed over
// in silence: archives that were joined end to end are read to the last, and links, devices, sparse files, a missing
// end mark (a block of zeros) and bytes behind it are refused.
//
// Example:
//   TarReader tar(std::move(stream));
//   while (true) {
//     MOE_ASSIGN_OR_RETURN(const bool more, tar.NextFile());
//     if (!more) break;
//     MOE_ASSIGN_OR_RETURN(absl::string_view block, tar.NextBlock());   // of tar.entry()
//   }
//
// DataLoss, naming the archive and the entry.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_TAR_READER_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_TAR_READER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/archive_input.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

class TarReader {
 public:
  explicit TarReader(std::unique_ptr<ByteStream> archive);

  // Goes to the next regular file, past folders and what was not read of the last; false at the archive's end.
  absl::StatusOr<bool> NextFile();

  // The next bytes of the file; none at its end.
  absl::StatusOr<absl::string_view> NextBlock();

  // Path of the file within the archive.
  const std::string& entry() const { return entry_; }
  // "archive: entry", for errors.
  std::string EntryName() const;
  int64_t FileBytesRead() const { return input_.stream().FileBytesRead(); }

 private:
  absl::Status Annotated(const absl::Status& status) const;
  absl::Status EntryError(absl::string_view what) const;

  ArchiveInput input_;
  bool opened_ = false;
  bool finished_ = false;  // the file's end was seen
  std::string entry_;
  int64_t entry_bytes_ = 0;
  int64_t read_bytes_ = 0;
};

// The present file of `reader` as a stream, for archives within archives; `reader` must outlive it.
std::unique_ptr<ByteStream> NewTarEntryStream(TarReader* reader);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_TAR_READER_H_
