#include "language/tokenizer/commands/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/write_fully.h"
#include "language/tokenizer/commands/command_status.h"

namespace moebench::language {
namespace {

bool IsStandardOutput(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

// Renaming a finished file over a link would leave what the link leads to as it was.
std::string BehindLinks(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

absl::Status Judged(const absl::Status& status) {
  if (status.ok()) return status;
  return absl::EndsWith(status.message(), std::strerror(EPIPE)) ? ReaderWentAway() : AboutOutput(status);
}

}  // namespace

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Open(const std::string& path) {
  if (IsStandardOutput(path)) return absl::WrapUnique(new OutputFile("standard output", STDOUT_FILENO));
  struct stat info;
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    return AboutOutput(absl::InternalError(absl::StrCat("cannot write ", path, ": it is a folder; name a file")));
  }
  if (exists && !S_ISREG(info.st_mode)) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return AboutOutput(absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path)));
    return absl::WrapUnique(new OutputFile(path, fd));
  }
  absl::StatusOr<AtomicFileWriter> file = AtomicFileWriter::Open(BehindLinks(path));
  if (!file.ok()) return AboutOutput(file.status());
  return absl::WrapUnique(new OutputFile(path, *std::move(file)));
}

OutputFile::~OutputFile() {
  if (fd_ >= 0 && fd_ != STDOUT_FILENO) close(fd_);
}

absl::Status OutputFile::Append(absl::string_view bytes) {
  return Judged(file_.has_value() ? file_->Append(bytes) : WriteFully(fd_, name_, &bytes));
}

absl::Status OutputFile::Commit() { return file_.has_value() ? Judged(file_->Commit()) : absl::OkStatus(); }

absl::StatusOr<std::string> PathToReplace(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!IsStandardOutput(path) && (!exists(status) || is_regular_file(status))) return BehindLinks(path);
  return absl::InternalError(absl::StrCat("cannot write ", path, ": only a file can be written here; name one"));
}

absl::Status WriteOutput(const std::string& path, absl::string_view bytes) {
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output, OutputFile::Open(path));
  MOE_RETURN_IF_ERROR(output->Append(bytes));
  return output->Commit();
}

}  // namespace moebench::language
