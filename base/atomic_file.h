// Files that are either whole or absent. A reader, a killed process and a power cut see the old bytes or the new ones,
// never a part: bytes go to a hidden temporary file in the same folder, which is synced, renamed over the path, and
// the folder synced after it.
//
//   MOE_RETURN_IF_ERROR(WriteFileAtomically("runs/a/config.textproto", text));
//
//   MOE_ASSIGN_OR_RETURN(AtomicFileWriter file, AtomicFileWriter::Open(path));   // piece by piece
//   MOE_RETURN_IF_ERROR(file.Append(header));
//   MOE_RETURN_IF_ERROR(file.Append(rows));
//   MOE_RETURN_IF_ERROR(file.Commit());
//
// Errors name the path and the operating system's reason, such as "No space left on device"; nothing is left behind by
// a failed write. A process killed in the middle leaves a temporary file, which IsTemporaryFileName recognises.
#ifndef MOEBENCH_BASE_ATOMIC_FILE_H_
#define MOEBENCH_BASE_ATOMIC_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

absl::Status WriteFileAtomically(const std::string& path, absl::string_view bytes);

// The whole file. NotFound if there is none; ResourceExhausted if it holds more than max_bytes.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes = size_t{4} << 30);

// Writes a file too large to be held twice in memory. Destroyed without Commit, it leaves the path untouched.
class AtomicFileWriter {
 public:
  static absl::StatusOr<AtomicFileWriter> Open(const std::string& path);
  AtomicFileWriter(AtomicFileWriter&& other) noexcept;
  AtomicFileWriter& operator=(AtomicFileWriter&&) = delete;
  ~AtomicFileWriter();

  absl::Status Append(absl::string_view bytes);
  absl::Status Commit();

 private:
  AtomicFileWriter(std::string path, std::string temporary_path, int fd);

  std::string path_;
  std::string temporary_path_;
  int fd_;
};

// Makes renames and new names in a folder survive a power cut. WriteFileAtomically and Commit do this themselves.
absl::Status SyncFolder(const std::string& folder);

// True of the names this file gives to its temporary files: ".<name>.<process>-<n>.tmp".
bool IsTemporaryFileName(absl::string_view file_name);

}  // namespace moebench

#endif  // MOEBENCH_BASE_ATOMIC_FILE_H_
