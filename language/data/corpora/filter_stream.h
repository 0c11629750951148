// Decompresses xz or Zstandard from another stream, by libarchive. Truncation and damage are DataLoss, naming the
// stream. The xz decoder takes at most 1 GiB of dictionary and Zstandard's at most 128 MiB of window: a file that wants
// more is refused, not given the memory.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_FILTER_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_FILTER_STREAM_H_

#include <memory>

#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

std::unique_ptr<ByteStream> NewXzStream(std::unique_ptr<ByteStream> compressed);
std::unique_ptr<ByteStream> NewZstdStream(std::unique_ptr<ByteStream> compressed);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_FILTER_STREAM_H_
