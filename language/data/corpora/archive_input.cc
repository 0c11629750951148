#include "language/data/corpora/archive_input.h"

#include <archive.h>
#include <errno.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxTrailingZeros = 512;

size_t TrailingZeros(absl::string_view bytes) {
  size_t count = 0;
  while (count < bytes.size() && count < kMaxTrailingZeros && bytes[bytes.size() - 1 - count] == '\0') ++count;
  return count;
}

}  // namespace

ArchiveInput::ArchiveInput(std::unique_ptr<ByteStream> stream)
    : stream_(std::move(stream)), reader_(archive_read_new()) {}

ArchiveInput::~ArchiveInput() { archive_read_free(reader_); }

long ArchiveInput::Read(archive* reader, void* self, const void** bytes) {
  auto& input = *static_cast<ArchiveInput*>(self);
  const absl::StatusOr<absl::string_view> block = input.stream_->NextBlock();
  if (!block.ok()) {
    input.stream_error_ = block.status();
    archive_set_error(reader, EIO, "the stream below failed");
    return -1;
  }
  const size_t zeros = TrailingZeros(*block);
  input.trailing_zeros_ = std::min(zeros + (zeros == block->size() ? input.trailing_zeros_ : 0), kMaxTrailingZeros);
  *bytes = block->data();
  return static_cast<long>(block->size());
}

absl::Status ArchiveInput::Open() {
  const int code = archive_read_open(reader_, this, nullptr, &ArchiveInput::Read, nullptr);
  // A filter that fails before its first byte looks to libarchive like an empty stream; only its error number stays.
  return code == ARCHIVE_OK && archive_errno(reader_) == 0 ? absl::OkStatus() : Error();
}

absl::Status ArchiveInput::Error() const {
  if (!stream_error_.ok()) return stream_error_;
  const char* reason = archive_error_string(reader_);
  return absl::DataLossError(absl::StrCat(
      stream_->name(), " is cut or damaged: ", reason == nullptr ? "unreadable" : reason, "; get the file again"));
}

}  // namespace moebench::language
