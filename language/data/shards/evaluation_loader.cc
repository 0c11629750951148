#include "language/data/shards/evaluation_loader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/data/shards/token_loader.h"

namespace moebench::language {
namespace {

int64_t CeilDivide(int64_t a, int64_t b) { return a / b + (a % b != 0); }

}  // namespace

absl::StatusOr<EvaluationLoader> EvaluationLoader::Create(std::shared_ptr<const TokenStream> tokens,
                                                          const EvaluationOptions& options) {
  TokenLoaderOptions checked;
  checked.batch = options.batch;
  checked.sequence = options.sequence;
  checked.rank = options.rank;
  checked.world_size = options.world_size;
  MOE_RETURN_IF_ERROR(CheckLoaderOptions(checked));
  if (tokens->size() >= 2) return EvaluationLoader(std::move(tokens), options);
  return absl::FailedPreconditionError(
      absl::StrCat(tokens->name(), " has ", tokens->size(), " tokens, and a target needs one before it: 2 at least"));
}

EvaluationLoader::EvaluationLoader(std::shared_ptr<const TokenStream> tokens, const EvaluationOptions& options)
    : tokens_(std::move(tokens)),
      options_(options),
      blocks_(CeilDivide(tokens_->size() - 1, options.sequence)),
      batches_(CeilDivide(blocks_, options.batch * options.world_size)) {}

absl::Status EvaluationLoader::Fill(int64_t i, absl::Span<int32_t> batch, absl::Span<int64_t> targets) const {
  const int64_t rows = options_.batch, sequence = options_.sequence;
  if (i < 0 || i >= batches_) {
    return absl::InvalidArgumentError(absl::StrCat("batch ", i, " is wanted of ", batches_));
  }
  if (static_cast<int64_t>(batch.size()) != rows * (sequence + 1) || static_cast<int64_t>(targets.size()) != rows) {
    return absl::InvalidArgumentError(absl::StrCat("there is room for ", batch.size(), " tokens and ", targets.size(),
                                                   " counts, expected ", rows, " rows of ", sequence + 1));
  }
  std::fill(batch.begin(), batch.end(), 0);
  for (int64_t row = 0; row < rows; ++row) {
    const int64_t block = (i * options_.world_size + options_.rank) * rows + row;
    targets[row] = block < blocks_ ? std::min(sequence, tokens_->size() - 1 - block * sequence) : 0;
    if (targets[row] == 0) continue;
    MOE_RETURN_IF_ERROR(tokens_->Copy(block * sequence, batch.subspan(row * (sequence + 1), targets[row] + 1)));
  }
  return absl::OkStatus();
}

}  // namespace moebench::language
