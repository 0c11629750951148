#include "language/data/corpora/line_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {

LineReader::LineReader(std::unique_ptr<ByteStream> stream, int64_t max_line_bytes)
    : stream_(std::move(stream)), max_line_bytes_(max_line_bytes) {}

std::string LineReader::Position() const { return absl::StrCat(stream_->name(), ":", number_); }

absl::Status LineReader::Keep(absl::string_view bytes) {
  if (static_cast<int64_t>(carried_.size() + bytes.size()) > max_line_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat(Position(), ": a line of more than the ", max_line_bytes_,
                     " bytes that one may have; raise max_line_bytes if the file is right"));
  }
  carried_.append(bytes.data(), bytes.size());
  return absl::OkStatus();
}

// The line, of which `carried_` may hold the front, where it ends in the present block.
absl::StatusOr<bool> LineReader::NextInBlock(absl::string_view* line) {
  const size_t feed = block_.find('\n');
  const absl::string_view part = block_.substr(0, feed);
  block_.remove_prefix(feed == absl::string_view::npos ? block_.size() : feed + 1);
  complete_ = feed != absl::string_view::npos;
  // A line that lies within a block is given as it lies there.
  if (!complete_ || !carried_.empty() || static_cast<int64_t>(part.size()) > max_line_bytes_) {
    MOE_RETURN_IF_ERROR(Keep(part));
  }
  *line = carried_.empty() ? part : absl::string_view(carried_);
  return complete_;
}

absl::StatusOr<bool> LineReader::Next(absl::string_view* line) {
  carried_.clear();
  ++number_;
  while (true) {
    if (block_.empty()) {
      MOE_ASSIGN_OR_RETURN(block_, stream_->NextBlock());
    }
    if (block_.empty()) {
      complete_ = false;
      *line = carried_;
      if (carried_.empty()) --number_;
      return !carried_.empty();
    }
    MOE_ASSIGN_OR_RETURN(const bool found, NextInBlock(line));
    if (found) return true;
  }
}

}  // namespace moebench::language
