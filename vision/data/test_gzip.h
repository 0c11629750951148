// Compresses for tests. Should not be used in non-test code.
#ifndef MOEBENCH_VISION_DATA_TEST_GZIP_H_
#define MOEBENCH_VISION_DATA_TEST_GZIP_H_

#include <zlib.h>

#include <string>

#include "absl/strings/string_view.h"

namespace moebench::vision {

inline std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, /*windowBits=*/15 + 16, /*memLevel=*/8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = result.size();
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TEST_GZIP_H_
