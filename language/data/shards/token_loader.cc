#include "language/data/shards/token_loader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "language/data/shards/block_permutation.h"

namespace moebench::language {
namespace {

// Streams of random numbers of one seed.
constexpr uint64_t kShuffleKey = 0x73687566;
constexpr uint64_t kUniformKey = 0x756E6966;

constexpr int64_t kMostRows = int64_t{1} << 31;
constexpr int64_t kMostSamples = int64_t{1} << 62;

// Uniform on 0 .. n - 1 to within n / 2^64: the high half of a 128-bit product.
int64_t UniformBelow(int64_t n, uint64_t key, int64_t sample) {
  CounterRandom random(key, static_cast<uint64_t>(sample));
  __extension__ using Wide = unsigned __int128;
  return static_cast<int64_t>(Wide{random.Next64()} * static_cast<uint64_t>(n) >> 64);
}

}  // namespace

absl::Status CheckLoaderOptions(const TokenLoaderOptions& options) {
  const auto invalid = [](const auto&... parts) { return absl::InvalidArgumentError(absl::StrCat(parts...)); };
  if (options.batch < 1 || options.batch > kMostRows) {
    return invalid("batch is ", options.batch, ", expected 1 to ", kMostRows);
  }
  if (options.sequence < 1 || options.sequence > kMostRows) {
    return invalid("sequence is ", options.sequence, ", expected 1 to ", kMostRows);
  }
  if (options.world_size < 1) return invalid("world_size is ", options.world_size, ", expected at least 1");
  if (options.rank < 0 || options.rank >= options.world_size) {
    return invalid("rank is ", options.rank, ", expected 0 to ", options.world_size - 1);
  }
  return absl::OkStatus();
}

absl::StatusOr<TokenLoader> TokenLoader::Create(std::shared_ptr<const TokenStream> tokens,
                                                const TokenLoaderOptions& options) {
  MOE_RETURN_IF_ERROR(CheckLoaderOptions(options));
  if (tokens->size() > options.sequence) return TokenLoader(std::move(tokens), options);
  return absl::FailedPreconditionError(
      absl::StrCat(tokens->name(), " has ", tokens->size(), " tokens, and one block of ", options.sequence,
                   " inputs and their targets needs ", options.sequence + 1, "; give shorter sequences or more text"));
}

TokenLoader::TokenLoader(std::shared_ptr<const TokenStream> tokens, const TokenLoaderOptions& options)
    : tokens_(std::move(tokens)), options_(options), blocks_((tokens_->size() - 1) / options.sequence) {}

int64_t TokenLoader::StepsPerEpoch() const {
  const int64_t rows = options_.batch * options_.world_size;
  return (blocks_ + rows - 1) / rows;
}

int64_t TokenLoader::SampleStart(int64_t sample) const {
  const int64_t epoch = sample / blocks_, place = sample % blocks_;
  switch (options_.sampling) {
    case Sampling::kContiguous:
      return place * options_.sequence;
    case Sampling::kShuffled: {
      const uint64_t key = MixSeed(MixSeed(options_.seed, kShuffleKey), static_cast<uint64_t>(epoch));
      return BlockPermutation(blocks_, key)(place) * options_.sequence;
    }
    case Sampling::kUniform:
      return UniformBelow(tokens_->size() - options_.sequence, MixSeed(options_.seed, kUniformKey), sample);
  }
  return 0;
}

absl::Status TokenLoader::Fill(int64_t step, absl::Span<int32_t> batch) const {
  const int64_t rows = options_.batch * options_.world_size, row_tokens = options_.sequence + 1;
  if (step < 0 || step >= kMostSamples / rows) {
    return absl::InvalidArgumentError(absl::StrCat("step is ", step, ", expected 0 to ", kMostSamples / rows - 1));
  }
  if (static_cast<int64_t>(batch.size()) != options_.batch * row_tokens) {
    return absl::InvalidArgumentError(absl::StrCat("the batch has room for ", batch.size(), " tokens, expected ",
                                                   options_.batch, " rows of ", row_tokens));
  }
  const int64_t first = step * rows + options_.rank * options_.batch;
  for (int64_t row = 0; row < options_.batch; ++row) {
    MOE_RETURN_IF_ERROR(tokens_->Copy(SampleStart(first + row), batch.subspan(row * row_tokens, row_tokens)));
  }
  return absl::OkStatus();
}

}  // namespace moebench::language
