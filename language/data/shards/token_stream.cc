#include "language/data/shards/token_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {

TokenStream::TokenStream(std::string name, std::vector<TokenArray> arrays)
    : name_(std::move(name)), arrays_(std::move(arrays)), starts_({0}), vocabulary_size_(0) {
  for (const TokenArray& array : arrays_) {
    starts_.push_back(starts_.back() + array.size());
    vocabulary_size_ = std::max(vocabulary_size_, array.vocabulary_size());
  }
}

absl::Status TokenStream::Copy(int64_t start, absl::Span<int32_t> ids) const {
  if (start < 0 || start > size() || static_cast<int64_t>(ids.size()) > size() - start) {
    return absl::OutOfRangeError(
        absl::StrCat(name_, ": ", ids.size(), " tokens from ", start, " are wanted and it holds ", size()));
  }
  // The last array that starts at or before `start`.
  auto array = std::upper_bound(starts_.begin(), starts_.end(), start) - starts_.begin() - 1;
  while (!ids.empty()) {
    const int64_t count = std::min(static_cast<int64_t>(ids.size()), starts_[array + 1] - start);
    MOE_RETURN_IF_ERROR(arrays_[array].Copy(start - starts_[array], ids.first(count)));
    ids.remove_prefix(count);
    start += count;
    ++array;
  }
  return absl::OkStatus();
}

}  // namespace moebench::language
