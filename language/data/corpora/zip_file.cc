#include "language/data/corpora/zip_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

struct FreeReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ZipReader = std::unique_ptr<archive, FreeReader>;

absl::Status ZipError(const std::string& path, archive* reader) {
  const char* reason = archive_error_string(reader);
  return absl::DataLossError(
      absl::StrCat(path, " is cut or damaged: ", reason == nullptr ? "unreadable" : reason, "; get the archive again"));
}

absl::StatusOr<ZipReader> OpenZip(const std::string& path) {
  MOE_RETURN_IF_ERROR(FileBytes(path).status());
  ZipReader reader(archive_read_new());
  archive_read_support_format_zip_seekable(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), 1 << 18) != ARCHIVE_OK) {
    return ZipError(path, reader.get());
  }
  return reader;
}

std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  return name == nullptr ? "" : name;
}

// The next regular file of `reader`; nullptr at the end.
absl::StatusOr<archive_entry*> NextFile(const std::string& path, archive* reader) {
  while (true) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader, &entry);
    if (code == ARCHIVE_EOF) return static_cast<archive_entry*>(nullptr);
    // ARCHIVE_WARN is a name that the current locale cannot express; the name itself was read.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return ZipError(path, reader);
    if (archive_entry_filetype(entry) == AE_IFREG) return entry;
  }
}

class ZipEntryStream : public ByteStream {
 public:
  ZipEntryStream(std::string name, std::string path, ZipReader reader)
      : ByteStream(std::move(name)), path_(std::move(path)), reader_(std::move(reader)) {}

  absl::StatusOr<absl::string_view> NextBlock() override {
    while (!ended_) {
      const void* bytes = nullptr;
      size_t count = 0;
      la_int64_t offset = 0;
      const int code = archive_read_data_block(reader_.get(), &bytes, &count, &offset);
      ended_ = code == ARCHIVE_EOF;
      if (!ended_ && code != ARCHIVE_OK) return ZipError(name(), reader_.get());
      read_ += count;
      if (!ended_ && count > 0) return absl::string_view(static_cast<const char*>(bytes), count);
    }
    return absl::string_view();
  }

  int64_t FileBytesRead() const override { return read_; }

 private:
  std::string path_;
  ZipReader reader_;
  int64_t read_ = 0;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> ZipEntries(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const ZipReader reader, OpenZip(path));
  std::vector<std::string> names;
  std::set<std::string> seen;
  while (true) {
    MOE_ASSIGN_OR_RETURN(archive_entry* const entry, NextFile(path, reader.get()));
    if (entry == nullptr) return names;
    names.push_back(NameOf(entry));
    if (!seen.insert(names.back()).second) {
      return absl::DataLossError(absl::StrCat(path, ": entry ", names.back(), " occurs twice; the archive is refused"));
    }
  }
}

absl::StatusOr<ZipEntry> OpenZipEntry(const std::string& path, const std::string& name) {
  MOE_ASSIGN_OR_RETURN(ZipReader reader, OpenZip(path));
  while (true) {
    MOE_ASSIGN_OR_RETURN(archive_entry* const entry, NextFile(path, reader.get()));
    if (entry == nullptr) return absl::NotFoundError(absl::StrCat(path, " holds no ", name));
    if (NameOf(entry) != name) continue;
    if (archive_entry_is_encrypted(entry) != 0) {
      return absl::DataLossError(absl::StrCat(path, ": entry ", name, " is encrypted; unpack the archive yourself"));
    }
    const int64_t bytes = archive_entry_size(entry);
    return ZipEntry{std::make_unique<ZipEntryStream>(absl::StrCat(path, ": ", name), path, std::move(reader)), bytes};
  }
}

}  // namespace moebench::language
