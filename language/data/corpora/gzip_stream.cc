#include "language/data/corpora/gzip_stream.h"

#include <zlib.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, in a gzip wrapper
constexpr size_t kBlockBytes = size_t{1} << 18;

class GzipStream : public ByteStream {
 public:
  explicit GzipStream(std::unique_ptr<ByteStream> compressed)
      : ByteStream(compressed->name()), compressed_(std::move(compressed)), block_(kBlockBytes, '\0') {
    started_ = inflateInit2(&zlib_, kGzipWindow) == Z_OK;
  }
  ~GzipStream() override {
    if (started_) inflateEnd(&zlib_);
  }

  absl::StatusOr<absl::string_view> NextBlock() override {
    if (!started_) return absl::ResourceExhaustedError(absl::StrCat(name(), ": zlib has no memory to start"));
    zlib_.next_out = reinterpret_cast<Bytef*>(block_.data());
    zlib_.avail_out = block_.size();
    while (zlib_.avail_out > 0 && !ended_) MOE_RETURN_IF_ERROR(Inflate());
    return absl::string_view(block_.data(), block_.size() - zlib_.avail_out);
  }

  int64_t FileBytesRead() const override { return compressed_->FileBytesRead(); }

 private:
  absl::Status Damaged(absl::string_view what) const {
    return absl::DataLossError(absl::StrCat(name(), " ", what, "; get the file again"));
  }

  // Sees to it that there is input; `ended_` where there is none between members.
  absl::Status Fill() {
    if (zlib_.avail_in > 0) return absl::OkStatus();
    MOE_ASSIGN_OR_RETURN(const absl::string_view input, compressed_->NextBlock());
    zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    zlib_.avail_in = input.size();
    if (!input.empty()) return absl::OkStatus();
    if (in_member_) return Damaged("is cut: its gzip stream has no end");
    ended_ = true;
    return absl::OkStatus();
  }

  absl::Status Inflate() {
    MOE_RETURN_IF_ERROR(Fill());
    if (ended_) return absl::OkStatus();
    if (!in_member_ && any_member_ && *zlib_.next_in == 0) return SkipPadding();
    in_member_ = any_member_ = true;
    const int code = inflate(&zlib_, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
      in_member_ = false;
      inflateReset(&zlib_);
      return absl::OkStatus();
    }
    if (code == Z_OK || code == Z_BUF_ERROR) return absl::OkStatus();
    return Damaged(absl::StrCat("is damaged: ", zlib_.msg == nullptr ? "bad gzip stream" : zlib_.msg));
  }

  absl::Status SkipPadding() {
    while (!ended_) {
      for (; zlib_.avail_in > 0; ++zlib_.next_in, --zlib_.avail_in) {
        if (*zlib_.next_in != 0) return Damaged("has other bytes after its gzip stream");
      }
      MOE_RETURN_IF_ERROR(Fill());
    }
    return absl::OkStatus();
  }

  std::unique_ptr<ByteStream> compressed_;
  std::string block_;
  z_stream zlib_ = {};
  bool started_ = false;
  bool any_member_ = false;
  bool in_member_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> NewGzipStream(std::unique_ptr<ByteStream> compressed) {
  return std::make_unique<GzipStream>(std::move(compressed));
}

}  // namespace moebench::language
