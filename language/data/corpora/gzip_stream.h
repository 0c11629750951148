// Decompresses gzip (RFC 1952) from another stream. Every member's checksum and length are compared, which libarchive's
// filter does not do; members may follow each other, and zero bytes may pad the last one.
//
// DataLoss, naming the stream: cut before a member's end, damaged, or followed by other bytes.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_GZIP_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_GZIP_STREAM_H_

#include <memory>

#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

std::unique_ptr<ByteStream> NewGzipStream(std::unique_ptr<ByteStream> compressed);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_GZIP_STREAM_H_
