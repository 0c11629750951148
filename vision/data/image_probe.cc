#include "vision/data/image_probe.h"

#include <zlib.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::vision {
namespace {

constexpr absl::string_view kJpegMagic = "\xFF\xD8\xFF";
constexpr absl::string_view kPngMagic = "\x89PNG\r\n\x1a\n";

// JPEG markers, the byte after 0xFF.
constexpr int kStartOfScan = 0xDA;
constexpr int kEndOfImage = 0xD9;
constexpr int kDefineHuffmanTables = 0xC4;
constexpr int kJpegExtension = 0xC8;
constexpr int kDefineArithmeticConditioning = 0xCC;

uint32_t ByteAt(absl::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }
uint32_t BigEndian16(absl::string_view bytes, size_t at) { return ByteAt(bytes, at) << 8 | ByteAt(bytes, at + 1); }
uint32_t BigEndian32(absl::string_view bytes, size_t at) {
  return BigEndian16(bytes, at) << 16 | BigEndian16(bytes, at + 2);
}

absl::Status CutError(absl::string_view format, absl::string_view missing) {
  return absl::DataLossError(absl::StrCat("is cut: the ", format, " ends before its ", missing));
}

absl::Status CheckSize(int64_t width, int64_t height) {
  if (width < 1 || height < 1) {
    return absl::DataLossError(absl::StrCat("claims ", width, " x ", height, " pixels"));
  }
  if (width > kMaxImageSide || height > kMaxImageSide || width * height > kMaxImagePixels) {
    return absl::DataLossError(absl::StrCat("claims ", width, " x ", height, " pixels; at most ", kMaxImageSide,
                                            " a side and ", kMaxImagePixels, " in all are read"));
  }
  return absl::OkStatus();
}

bool IsRestartOrTemporary(int marker) { return (marker >= 0xD0 && marker <= 0xD7) || marker == 0x01; }

// C0 .. CF are frame headers but for the three that share the range.
bool IsFrameHeader(int marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != kDefineHuffmanTables && marker != kJpegExtension &&
         marker != kDefineArithmeticConditioning;
}

// Position of the 0xFF of the next marker at or after `at`. Inside a scan, FF 00 is a data byte and RSTn belongs to the
// scan.
size_t NextMarker(absl::string_view bytes, size_t at, bool in_scan) {
  for (; at + 1 < bytes.size(); ++at) {
    at = bytes.find('\xFF', at);
    if (at == absl::string_view::npos || at + 1 >= bytes.size()) return absl::string_view::npos;
    const int code = ByteAt(bytes, at + 1);
    const bool is_data = code == 0x00 || code == 0xFF || (in_scan && IsRestartOrTemporary(code));
    if (!is_data) return at;
  }
  return absl::string_view::npos;
}

absl::StatusOr<ImageProbe> ProbeJpeg(absl::string_view bytes) {
  ImageProbe probe{ImageFormat::kJpeg};
  bool in_scan = false;
  bool has_scan = false;
  size_t at = 2;
  while ((at = NextMarker(bytes, at, in_scan)) != absl::string_view::npos) {
    const int marker = ByteAt(bytes, at + 1);
    at += 2;
    if (marker == kEndOfImage) break;
    if (IsRestartOrTemporary(marker)) continue;
    const size_t length = at + 2 <= bytes.size() ? BigEndian16(bytes, at) : 0;
    if (length < 2 || at + length > bytes.size()) return CutError("JPEG", "end of image");
    if (IsFrameHeader(marker)) {
      if (length < 8) return absl::DataLossError("has a JPEG frame header that is too short");
      probe.height = BigEndian16(bytes, at + 3);
      probe.width = BigEndian16(bytes, at + 5);
      MOE_RETURN_IF_ERROR(CheckSize(probe.width, probe.height));
    }
    in_scan = marker == kStartOfScan;
    has_scan |= in_scan;
    at += length;
  }
  if (at == absl::string_view::npos) return CutError("JPEG", "end of image");
  if (probe.width == 0 || !has_scan) return absl::DataLossError("is a JPEG without an image in it");
  return probe;
}

absl::StatusOr<ImageProbe> ProbePng(absl::string_view bytes) {
  ImageProbe probe{ImageFormat::kPng};
  bool has_data = false;
  // A chunk: length, four letters, data, CRC-32 of letters and data.
  for (size_t at = kPngMagic.size();;) {
    if (at + 12 > bytes.size()) return CutError("PNG", "end chunk");
    const size_t length = BigEndian32(bytes, at);
    if (length > bytes.size() - at - 12) return CutError("PNG", "end chunk");
    const absl::string_view chunk = bytes.substr(at + 4, 4 + length);
    const absl::string_view name = chunk.substr(0, 4);
    if (crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), chunk.size()) != BigEndian32(bytes, at + 8 + length)) {
      return absl::DataLossError(absl::StrCat("has a damaged PNG chunk at byte ", at));
    }
    if (probe.width == 0) {
      if (name != "IHDR" || length != 13) return absl::DataLossError("is a PNG that does not start with its header");
      probe.width = BigEndian32(chunk, 4);
      probe.height = BigEndian32(chunk, 8);
      MOE_RETURN_IF_ERROR(CheckSize(probe.width, probe.height));
    }
    has_data |= name == "IDAT";
    if (name == "IEND") break;
    at += 12 + length;
  }
  if (!has_data) return absl::DataLossError("is a PNG without an image in it");
  return probe;
}

}  // namespace

absl::StatusOr<ImageProbe> ProbeImage(absl::string_view bytes) {
  if (absl::StartsWith(bytes, kJpegMagic)) return ProbeJpeg(bytes);
  if (absl::StartsWith(bytes, kPngMagic)) return ProbePng(bytes);
  if (bytes.empty()) return absl::DataLossError("is empty");
  return absl::DataLossError(
      absl::StrCat("is neither a JPEG nor a PNG: it starts with \"", absl::CHexEscape(bytes.substr(0, 8)), "\""));
}

}  // namespace moebench::vision
