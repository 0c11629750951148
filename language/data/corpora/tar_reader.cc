#include "language/data/corpora/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr size_t kTarBlock = 512;

std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  return name == nullptr ? "(a name that is not text)" : absl::Utf8SafeCHexEscape(name);
}

class TarEntryStream : public ByteStream {
 public:
  explicit TarEntryStream(TarReader* reader) : ByteStream(reader->EntryName()), reader_(reader) {}
  absl::StatusOr<absl::string_view> NextBlock() override { return reader_->NextBlock(); }
  int64_t FileBytesRead() const override { return reader_->FileBytesRead(); }

 private:
  TarReader* reader_;
};

}  // namespace

TarReader::TarReader(std::unique_ptr<ByteStream> archive) : input_(std::move(archive)) {}

std::string TarReader::EntryName() const { return absl::StrCat(input_.stream().name(), ": ", entry_); }

absl::Status TarReader::EntryError(absl::string_view what) const {
  return absl::DataLossError(absl::StrCat(EntryName(), " ", what, "; get the archive again"));
}

absl::Status TarReader::Annotated(const absl::Status& status) const {
  if (entry_.empty()) return status;
  return absl::Status(status.code(), absl::StrCat(status.message(), " (at ", EntryName(), ")"));
}

absl::StatusOr<bool> TarReader::NextFile() {
  archive* reader = input_.reader();
  if (!opened_) {
    opened_ = true;
    archive_read_support_format_tar(reader);
    archive_read_set_format_option(reader, "tar", "read_concatenated_archives", "1");
    MOE_RETURN_IF_ERROR(input_.Open());
  }
  while (true) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader, &entry);
    if (code == ARCHIVE_EOF) {
      if (archive_errno(reader) != 0) return Annotated(input_.Error());
      if (input_.trailing_zeros() >= kTarBlock) return false;
      return absl::DataLossError(absl::StrCat(input_.stream().name(), " is cut: the tar archive has no end mark",
                                              entry_.empty() ? "" : absl::StrCat(" after ", entry_),
                                              "; get the archive again"));
    }
    // ARCHIVE_WARN is a name that the current locale cannot express; the name itself was read.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return Annotated(input_.Error());
    entry_ = NameOf(entry);
    finished_ = false;
    entry_bytes_ = archive_entry_size(entry);
    read_bytes_ = 0;
    if (archive_entry_hardlink(entry) != nullptr) return EntryError("is a hard link");
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    if (archive_entry_filetype(entry) != AE_IFREG) return EntryError("is a link or a device, not a file");
    return true;
  }
}

absl::StatusOr<absl::string_view> TarReader::NextBlock() {
  while (!finished_) {
    const void* bytes = nullptr;
    size_t count = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(input_.reader(), &bytes, &count, &offset);
    if (code == ARCHIVE_EOF) {
      finished_ = true;
      if (read_bytes_ != entry_bytes_) return EntryError("is a sparse or cut file");
      break;
    }
    if (code != ARCHIVE_OK) return Annotated(input_.Error());
    if (offset != read_bytes_) return EntryError("is a sparse file");
    read_bytes_ += count;
    if (count > 0) return absl::string_view(static_cast<const char*>(bytes), count);
  }
  return absl::string_view();
}

std::unique_ptr<ByteStream> NewTarEntryStream(TarReader* reader) { return std::make_unique<TarEntryStream>(reader); }

}  // namespace moebench::language
