// Decompression of one gzip stream in memory (RFC 1952), checksum and length compared.
#ifndef MOEBENCH_VISION_DATA_GUNZIP_H_
#define MOEBENCH_VISION_DATA_GUNZIP_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::vision {

// True of bytes that start as a gzip stream does.
bool IsGzip(absl::string_view bytes);

// DataLoss, starting with a verb, where the stream is cut, damaged, followed by other bytes, or larger than max_bytes.
absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t max_bytes);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_GUNZIP_H_
