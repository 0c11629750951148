// A stream of the tokens 0, 1, 2, ... for tests: a slip of one is readable.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_TOKEN_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_TOKEN_STREAM_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "language/data/shards/token_stream.h"

namespace moebench::language {

// Of `size` tokens in files of up to `file_tokens`.
inline std::shared_ptr<const TokenStream> CountingStream(const TestFolder& folder, int64_t size, int64_t file_tokens) {
  std::vector<TokenArray> arrays;
  for (int64_t first = 0; first < size; first += file_tokens) {
    const int64_t end = std::min(size, first + file_tokens);
    std::string bytes;
    for (uint32_t id = static_cast<uint32_t>(first); id < end; ++id) {
      bytes.append(reinterpret_cast<const char*>(&id), sizeof(id));
    }
    auto file = MappedFile::Open(folder.Write(absl::StrCat(size, "-", first), bytes));
    arrays.emplace_back(*file, 0, end - first, 4, size);
  }
  return std::make_shared<const TokenStream>("counting", std::move(arrays));
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TEST_TOKEN_STREAM_H_
