// A file's bytes, decompressed on the way where they are compressed. What with is told by the first bytes, not by the
// name:
//   gzip       1f 8b               any number of members, checksums and lengths compared (gzip_stream.h)
//   Zstandard  28 b5 2f fd         any number of frames; windows up to 128 MiB (filter_stream.h)
//   xz         fd 37 7a 58 5a 00   any number of streams
// A name that ends in .gz, .zst, .zstd or .xz must hold what it says. Files of bzip2, lz4, zip and 7z are refused.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_BYTE_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_BYTE_STREAM_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

// Errors name the file, as byte_stream.h says; InvalidArgument for a compression that is not read.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_BYTE_STREAM_H_
