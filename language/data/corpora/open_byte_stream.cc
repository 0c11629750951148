#include "language/data/corpora/open_byte_stream.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/data/corpora/filter_stream.h"
#include "language/data/corpora/gzip_stream.h"

namespace moebench::language {
namespace {

// Gives a stream's first block, which was looked into, once more.
class StreamFromFront : public ByteStream {
 public:
  StreamFromFront(std::string front, std::unique_ptr<ByteStream> rest)
      : ByteStream(rest->name()), front_(std::move(front)), rest_(std::move(rest)) {}

  absl::StatusOr<absl::string_view> NextBlock() override {
    if (!front_.empty() && !front_given_) {
      front_given_ = true;
      return absl::string_view(front_);
    }
    return rest_->NextBlock();
  }

  int64_t FileBytesRead() const override { return rest_->FileBytesRead(); }

 private:
  std::string front_;
  std::unique_ptr<ByteStream> rest_;
  bool front_given_ = false;
};

enum class Compression { kNone, kGzip, kZstd, kXz, kRefused };

struct Magic {
  absl::string_view bytes;
  Compression compression;
  absl::string_view format;
};

const std::vector<Magic>& Magics() {
  static const auto* const magics =
      new std::vector<Magic>{{"\x1F\x8B", Compression::kGzip, "gzip"},
                             {"\x28\xB5\x2F\xFD", Compression::kZstd, "Zstandard"},
                             {absl::string_view("\xFD\x37zXZ\0", 6), Compression::kXz, "xz"},
                             {"BZh", Compression::kRefused, "bzip2"},
                             {"\x04\x22\x4D\x18", Compression::kRefused, "lz4"},
                             {"PK\x03\x04", Compression::kRefused, "zip"},
                             {"7z\xBC\xAF\x27\x1C", Compression::kRefused, "7z"}};
  return *magics;
}

const Magic* FindMagic(absl::string_view front) {
  for (const Magic& magic : Magics()) {
    if (!absl::StartsWith(front, magic.bytes)) continue;
    // Text may begin with the letters "BZh"; bzip2 goes on with its block size and the digits of pi.
    if (magic.format == "bzip2" && (front.size() < 10 || front.substr(4, 6) != "1AY&SY")) continue;
    return &magic;
  }
  return nullptr;
}

Compression CompressionByName(absl::string_view path) {
  if (absl::EndsWith(path, ".gz")) return Compression::kGzip;
  if (absl::EndsWith(path, ".zst") || absl::EndsWith(path, ".zstd")) return Compression::kZstd;
  if (absl::EndsWith(path, ".xz")) return Compression::kXz;
  return Compression::kNone;
}

absl::StatusOr<Compression> CompressionOf(const std::string& path, absl::string_view front) {
  const Magic* magic = FindMagic(front);
  const Compression found = magic == nullptr ? Compression::kNone : magic->compression;
  if (found == Compression::kRefused) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a ", magic->format,
                                                   " file, which is not read as text; unpack it, or compress it with "
                                                   "gzip, Zstandard or xz"));
  }
  if (found == Compression::kNone && CompressionByName(path) != Compression::kNone) {
    return absl::DataLossError(
        absl::StrCat(path, front.empty() ? " is empty" : " does not begin as its name's compression does",
                     ": it is cut or damaged, or misnamed; get it again, or take the ending off its name"));
  }
  return found;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> file, OpenFileStream(path));
  MOE_ASSIGN_OR_RETURN(const absl::string_view block, file->NextBlock());
  MOE_ASSIGN_OR_RETURN(const Compression compression, CompressionOf(path, block));
  auto stream = std::make_unique<StreamFromFront>(std::string(block), std::move(file));
  switch (compression) {
    case Compression::kGzip:
      return NewGzipStream(std::move(stream));
    case Compression::kZstd:
      return NewZstdStream(std::move(stream));
    case Compression::kXz:
      return NewXzStream(std::move(stream));
    default:
      return stream;
  }
}

}  // namespace moebench::language
