// The tokens of one split as one sequence, however many files they lie in: what loaders sample from.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_STREAM_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "language/data/shards/token_array.h"

namespace moebench::language {

class TokenStream {
 public:
  // `name` is what messages call it, such as "corpus/, split train".
  TokenStream(std::string name, std::vector<TokenArray> arrays);

  const std::string& name() const { return name_; }
  int64_t size() const { return starts_.back(); }
  // Every id is below it.
  int64_t vocabulary_size() const { return vocabulary_size_; }
  const std::vector<TokenArray>& arrays() const { return arrays_; }

  // Ids start, start + 1, ... over the borders of files. OutOfRange if they are not all there; DataLoss for an id
  // outside the vocabulary.
  absl::Status Copy(int64_t start, absl::Span<int32_t> ids) const;

 private:
  std::string name_;
  std::vector<TokenArray> arrays_;
  std::vector<int64_t> starts_;  // [arrays + 1]
  int64_t vocabulary_size_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_STREAM_H_
