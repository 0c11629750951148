#include "language/data/corpora/filter_stream.h"

#include <archive.h>
#include <archive_entry.h>

#include <utility>

#include "base/status_macros.h"
#include "language/data/corpora/archive_input.h"

namespace moebench::language {
namespace {

// libarchive gives filtered bytes only as the single entry of its "raw" format.
class FilterStream : public ByteStream {
 public:
  FilterStream(std::unique_ptr<ByteStream> compressed, int filter)
      : ByteStream(compressed->name()), input_(std::move(compressed)), filter_(filter) {}

  absl::StatusOr<absl::string_view> NextBlock() override {
    if (!opened_) MOE_RETURN_IF_ERROR(Open());
    while (!ended_) {
      const void* bytes = nullptr;
      size_t count = 0;
      la_int64_t offset = 0;
      const int code = archive_read_data_block(input_.reader(), &bytes, &count, &offset);
      ended_ = code == ARCHIVE_EOF;
      if (!ended_ && code != ARCHIVE_OK) return input_.Error();
      if (!ended_ && count > 0) return absl::string_view(static_cast<const char*>(bytes), count);
    }
    return absl::string_view();
  }

  int64_t FileBytesRead() const override { return input_.stream().FileBytesRead(); }

 private:
  absl::Status Open() {
    opened_ = true;
    archive* reader = input_.reader();
    archive_read_support_format_raw(reader);
    archive_read_support_format_empty(reader);
    if (archive_read_append_filter(reader, filter_) != ARCHIVE_OK) return input_.Error();
    MOE_RETURN_IF_ERROR(input_.Open());
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader, &entry);
    ended_ = code == ARCHIVE_EOF;  // an empty stream has no entry
    return ended_ || code == ARCHIVE_OK ? absl::OkStatus() : input_.Error();
  }

  ArchiveInput input_;
  int filter_;
  bool opened_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> NewXzStream(std::unique_ptr<ByteStream> compressed) {
  return std::make_unique<FilterStream>(std::move(compressed), ARCHIVE_FILTER_XZ);
}

std::unique_ptr<ByteStream> NewZstdStream(std::unique_ptr<ByteStream> compressed) {
  return std::make_unique<FilterStream>(std::move(compressed), ARCHIVE_FILTER_ZSTD);
}

}  // namespace moebench::language
