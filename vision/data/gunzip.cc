#include "vision/data/gunzip.h"

#include <zlib.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace moebench::vision {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, in a gzip wrapper
constexpr size_t kBlock = size_t{1} << 20;

absl::StatusOr<std::string> Inflate(z_stream* stream, size_t max_bytes) {
  std::string result;
  while (true) {
    const size_t done = result.size();
    result.resize(done + kBlock);
    stream->next_out = reinterpret_cast<Bytef*>(&result[done]);
    stream->avail_out = kBlock;
    const int code = inflate(stream, Z_NO_FLUSH);
    result.resize(done + kBlock - stream->avail_out);
    if (result.size() > max_bytes) {
      return absl::DataLossError(absl::StrCat("unpacks to more than the ", max_bytes, " bytes it may have"));
    }
    if (code == Z_STREAM_END) break;
    if (code == Z_BUF_ERROR) return absl::DataLossError("is cut: the gzip stream has no end");
    if (code != Z_OK) {
      return absl::DataLossError(
          absl::StrCat("is damaged: ", stream->msg == nullptr ? "bad gzip stream" : stream->msg));
    }
  }
  if (stream->avail_in > 0) {
    return absl::DataLossError(absl::StrCat("has ", stream->avail_in, " bytes after its gzip stream"));
  }
  return result;
}

}  // namespace

bool IsGzip(absl::string_view bytes) { return absl::StartsWith(bytes, "\x1f\x8b"); }

absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t max_bytes) {
  z_stream stream = {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = bytes.size();
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return absl::InternalError("zlib does not start");
  absl::StatusOr<std::string> result = Inflate(&stream, max_bytes);
  inflateEnd(&stream);
  return result;
}

}  // namespace moebench::vision
