#include "tools/ecology/csv_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "moe_core/training/text_table.h"

namespace moebench::tools {
namespace {

constexpr size_t kBlock = size_t{1} << 20;
constexpr size_t kLongestRecord = size_t{1} << 26;
constexpr int kShownWidth = 40;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvFile::CsvFile(std::string path, int fd) : path_(std::move(path)), fd_(fd), buffer_(2 * kBlock) {}

CsvFile::CsvFile(CsvFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

CsvFile::~CsvFile() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<CsvFile> CsvFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  return CsvFile(path, fd);
}

absl::Status CsvFile::Error(absl::string_view problem) const {
  return absl::DataLossError(absl::StrCat(path_, ", line ", line_, ": ", problem));
}

// Moves the record begun to the front of the buffer and reads on behind it.
absl::Status CsvFile::Fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ > kLongestRecord) return Error("a line does not end within 64 MiB; is this CSV text?");
  if (buffer_.size() - end_ < kBlock) buffer_.resize(2 * buffer_.size());
  for (;;) {
    const ssize_t got = read(fd_, buffer_.data() + end_, kBlock);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path_));
    at_end_ = got == 0;
    end_ += static_cast<size_t>(got);
    return absl::OkStatus();
  }
}

// True where the buffer holds the record's end; scanned_ is then its length without the '\n'.
bool CsvFile::ScanBuffer() {
  for (; begin_ + scanned_ < end_; ++scanned_) {
    const unsigned char c = static_cast<unsigned char>(buffer_[begin_ + scanned_]);
    if (c > ',') continue;  // most of what numbers are made of, and none of what follows
    if (c == '\0') {
      binary_ = true;
    } else if (c == '"') {
      quoted_ = !quoted_;
      any_quote_ = true;
    } else if (c == '\n') {
      ++next_line_;
      if (!quoted_) return true;
    } else if (c == ',' && !quoted_) {
      commas_.push_back(scanned_);
    }
  }
  return false;
}

absl::StatusOr<bool> CsvFile::FindRecord() {
  line_ = next_line_;
  scanned_ = 0;
  quoted_ = any_quote_ = false;
  commas_.clear();
  unquoted_.clear();
  while (!ScanBuffer()) {
    if (binary_) break;
    if (at_end_) {
      if (quoted_) return Error("a quotation mark is opened here and never closed");
      return begin_ < end_;
    }
    MOE_RETURN_IF_ERROR(Fill());
    // A file of less than three bytes has no mark, and a read gives at least that many of a longer one.
    if (std::exchange(at_start_, false) && absl::StartsWith({buffer_.data(), end_}, kByteOrderMark)) {
      begin_ = kByteOrderMark.size();
    }
  }
  if (binary_) return Error("a byte is 0: the file is no CSV text, and no whole safetensors file");
  return true;
}

absl::Status CsvFile::Unquote(absl::string_view* field) {
  absl::string_view inside = *field;
  if (!absl::StrContains(inside, '"')) return absl::OkStatus();
  if (!absl::ConsumePrefix(&inside, "\"") || !absl::ConsumeSuffix(&inside, "\"")) {
    return Error(absl::StrCat("text beside quotation marks: ", FitText(*field, kShownWidth)));
  }
  *field = inside;
  if (!absl::StrContains(inside, '"')) return absl::OkStatus();
  unquoted_.push_back(absl::StrReplaceAll(inside, {{"\"\"", "\""}}));
  // Of n marks n / 2 stay where they come in pairs.
  const size_t marks = std::count(inside.begin(), inside.end(), '"');
  const size_t kept = std::count(unquoted_.back().begin(), unquoted_.back().end(), '"');
  if (marks != 2 * kept)
    return Error(absl::StrCat("a lone quotation mark inside a quoted field: ", FitText(inside, kShownWidth)));
  *field = unquoted_.back();
  return absl::OkStatus();
}

absl::Status CsvFile::Split(std::vector<absl::string_view>* fields) {
  fields->clear();
  const absl::string_view record(buffer_.data() + begin_, scanned_);
  size_t begin = 0;
  commas_.push_back(record.size());
  for (const size_t comma : commas_) {
    absl::string_view field = absl::StripAsciiWhitespace(record.substr(begin, comma - begin));
    if (any_quote_) MOE_RETURN_IF_ERROR(Unquote(&field));
    fields->push_back(field);
    begin = comma + 1;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvFile::Next(std::vector<absl::string_view>* fields) {
  for (;;) {
    MOE_ASSIGN_OR_RETURN(const bool found, FindRecord());
    if (!found) return false;
    MOE_RETURN_IF_ERROR(Split(fields));
    begin_ = std::min(begin_ + scanned_ + 1, end_);
    const bool blank = fields->size() == 1 && fields->front().empty() && !any_quote_;
    if (!blank) return true;
  }
}

}  // namespace moebench::tools
