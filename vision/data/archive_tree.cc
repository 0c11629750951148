#include "vision/data/archive_tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace moebench::vision {
namespace {

struct ArchiveCloser {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, ArchiveCloser>;

using Contents = std::map<std::string, std::string>;

absl::Status EntryError(const std::string& path, absl::string_view entry, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(path, ": entry ", entry, " ", what, "; the archive is refused"));
}

absl::Status ReadError(const std::string& path, archive* reader) {
  const char* reason = archive_error_string(reader);
  return absl::DataLossError(
      absl::StrCat(path, " is cut or damaged: ", reason == nullptr ? "unreadable" : reason, "; get the archive again"));
}

// Hands the bytes of a plain or gzip-compressed file to libarchive, whose own gzip filter does not compare the
// checksum.
class GzipStream {
 public:
  explicit GzipStream(const std::string& path) : file_(gzopen(path.c_str(), "rb")), block_(1 << 18, '\0') {}
  ~GzipStream() { gzclose(file_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  static la_ssize_t Read(archive* reader, void* self, const void** bytes) {
    GzipStream& stream = *static_cast<GzipStream*>(self);
    *bytes = stream.block_.data();
    const int count = gzread(stream.file_, stream.block_.data(), stream.block_.size());
    int error = Z_OK;
    const char* reason = gzerror(stream.file_, &error);
    if (count >= 0 && error == Z_OK) return count;
    archive_set_error(reader, EIO, "%s", reason == nullptr ? "cannot be opened" : reason);
    return -1;
  }

 private:
  gzFile file_;
  std::string block_;
};

// A tar ends before its compressed stream does; only the stream's end carries the checksum.
absl::Status ReadToEnd(const std::string& path, archive* reader, GzipStream* stream) {
  const void* bytes;
  la_ssize_t count;
  while ((count = GzipStream::Read(reader, stream, &bytes)) > 0) continue;
  return count == 0 ? absl::OkStatus() : ReadError(path, reader);
}

absl::Status CheckReadable(const std::string& path) {
  if (access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  const std::string message = absl::StrCat("cannot open ", path, ": ", std::strerror(errno));
  return errno == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
}

// A zip is read by its directory, which lies at its end and so proves that it is whole; a tar from front to back.
absl::StatusOr<ArchiveReader> OpenReader(const std::string& path, GzipStream* stream) {
  ArchiveReader reader(archive_read_new());
  int code;
  if (absl::EndsWith(path, ".zip")) {
    archive_read_support_format_zip_seekable(reader.get());
    code = archive_read_open_filename(reader.get(), path.c_str(), 1 << 18);
  } else {
    archive_read_support_filter_xz(reader.get());
    archive_read_support_format_tar(reader.get());
    code = archive_read_open(reader.get(), stream, nullptr, &GzipStream::Read, nullptr);
  }
  if (code != ARCHIVE_OK) return ReadError(path, reader.get());
  return reader;
}

// The entry's path without a leading "./", or an error where it is not a plain path that goes down.
absl::StatusOr<std::string> SafePath(const std::string& archive_path, archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  if (name == nullptr) return EntryError(archive_path, "?", "has a name that is not text");
  const absl::string_view path = absl::StripPrefix(name, "./");
  if (absl::StartsWith(path, "/") || absl::StrContains(path, '\\')) {
    return EntryError(archive_path, name, "has an absolute or foreign path");
  }
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part == "..") return EntryError(archive_path, name, "leads out of the archive by \"..\"");
  }
  return std::string(path);
}

absl::Status ReadEntry(const std::string& archive_path, archive* reader, const std::string& name, int64_t max_bytes,
                       std::string* bytes) {
  char block[1 << 16];
  while (true) {
    const la_ssize_t count = archive_read_data(reader, block, sizeof(block));
    if (count < 0) return ReadError(archive_path, reader);
    if (count == 0) return absl::OkStatus();
    if (static_cast<int64_t>(bytes->size()) + count > max_bytes) {
      return EntryError(archive_path, name, absl::StrCat("takes more room than the ", max_bytes, " bytes allowed"));
    }
    bytes->append(block, count);
  }
}

class ArchiveTree : public FileTree {
 public:
  ArchiveTree(const std::string& path, std::vector<FileInfo> files, Contents contents)
      : FileTree(path, std::move(files)), contents_(std::move(contents)) {}

  absl::StatusOr<std::string> Read(absl::string_view path) const override {
    const auto found = contents_.find(std::string(path));
    if (found == contents_.end()) return absl::NotFoundError(absl::StrCat(root(), " holds no ", path));
    return found->second;
  }

  // Of the archive file itself.
  absl::StatusOr<std::string> Checksum() const override {
    const int fd = open(root().c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return absl::NotFoundError(absl::StrCat("cannot open ", root(), ": ", std::strerror(errno)));
    Sha256 hash;
    std::string block(1 << 20, '\0');
    ssize_t count;
    while ((count = read(fd, block.data(), block.size())) > 0) hash.Update({block.data(), static_cast<size_t>(count)});
    const int error = errno;
    close(fd);
    if (count < 0) return absl::UnavailableError(absl::StrCat("cannot read ", root(), ": ", std::strerror(error)));
    return hash.HexDigest();
  }

 private:
  Contents contents_;
};

struct ArchiveScan {
  std::string path;
  std::string prefix;
  PathFilter uses;
  ArchiveLimits limits;
  int64_t total_bytes = 0;
  Contents contents;
};

absl::Status TakeEntry(archive* reader, archive_entry* entry, ArchiveScan* scan) {
  MOE_ASSIGN_OR_RETURN(const std::string full_name, SafePath(scan->path, entry));
  if (archive_entry_hardlink(entry) != nullptr) return EntryError(scan->path, full_name, "is a hard link");
  if (archive_entry_filetype(entry) == AE_IFDIR) return absl::OkStatus();
  if (archive_entry_filetype(entry) != AE_IFREG) {
    return EntryError(scan->path, full_name, "is a link or a device, not a file");
  }
  absl::string_view name = full_name;
  if (!absl::ConsumePrefix(&name, scan->prefix) || IsHidden(name) || !scan->uses(name)) return absl::OkStatus();
  std::string bytes;
  const int64_t room = std::min(scan->limits.max_entry_bytes, scan->limits.max_total_bytes - scan->total_bytes);
  MOE_RETURN_IF_ERROR(ReadEntry(scan->path, reader, full_name, room, &bytes));
  scan->total_bytes += bytes.size();
  if (!scan->contents.emplace(std::string(name), std::move(bytes)).second) {
    return EntryError(scan->path, full_name, "occurs twice");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const FileTree>> OpenArchive(const std::string& path, const std::string& prefix,
                                                            const PathFilter& uses, const ArchiveLimits& limits) {
  MOE_RETURN_IF_ERROR(CheckReadable(path));
  GzipStream stream(path);
  MOE_ASSIGN_OR_RETURN(const ArchiveReader reader, OpenReader(path, &stream));
  ArchiveScan scan{path, prefix, uses, limits, 0, {}};
  while (true) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader.get(), &entry);
    if (code == ARCHIVE_EOF) break;
    // ARCHIVE_WARN is a name that the current locale cannot express; the name itself was read.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return ReadError(path, reader.get());
    MOE_RETURN_IF_ERROR(TakeEntry(reader.get(), entry, &scan));
  }
  if (!absl::EndsWith(path, ".zip")) MOE_RETURN_IF_ERROR(ReadToEnd(path, reader.get(), &stream));
  std::vector<FileInfo> files;
  for (const auto& [name, bytes] : scan.contents) files.push_back({name, static_cast<int64_t>(bytes.size()), 0});
  return std::make_shared<const ArchiveTree>(path, std::move(files), std::move(scan.contents));
}

}  // namespace moebench::vision
