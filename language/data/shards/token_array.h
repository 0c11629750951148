// Token ids as they lie in a mapped file: uint16 or uint32, little-endian, one after another. Reading widens them to
// int32 and refuses ids outside the vocabulary, so that a damaged or foreign file never indexes past an embedding
// table.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_ARRAY_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_ARRAY_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "language/data/shards/mapped_file.h"

namespace moebench::language {

class TokenArray {
 public:
  // Ids begin at byte `offset` of the file, a multiple of bytes_per_token (2 or 4), and lie within it.
  TokenArray(std::shared_ptr<const MappedFile> file, int64_t offset, int64_t size, int bytes_per_token,
             int64_t vocabulary_size);

  const std::string& path() const { return file_->path(); }
  int64_t size() const { return size_; }
  int bytes_per_token() const { return bytes_per_token_; }
  int64_t vocabulary_size() const { return vocabulary_size_; }

  // Ids start, start + 1, ... as many as `ids` holds; all within size(). DataLoss names the file and the first id that
  // is not below vocabulary_size().
  absl::Status Copy(int64_t start, absl::Span<int32_t> ids) const;

  // The same check without a copy, of every id.
  absl::Status CheckIds() const;

 private:
  absl::Status OutOfVocabulary(int64_t start, int64_t count) const;

  std::shared_ptr<const MappedFile> file_;
  const char* first_;
  int64_t size_;
  int bytes_per_token_;
  int64_t vocabulary_size_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_ARRAY_H_
