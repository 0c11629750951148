// Training batches out of a stream of tokens: rows of S + 1 ids, of which the first S are inputs and the last S are the
// targets, shifted by one. A batch is a pure function of (seed, step): nothing is kept between calls, any thread may
// ask for any step, and a run that goes on after a stop asks for the step it had reached.
//
//   TokenLoaderOptions options;
//   options.batch = 32, options.sequence = 1024, options.sampling = Sampling::kShuffled, options.seed = 1337;
//   MOE_ASSIGN_OR_RETURN(const TokenLoader loader, TokenLoader::Create(tokens, options));
//   std::vector<int32_t> batch(32 * 1025);
//   for (int64_t step = resumed_step; ...; ++step) MOE_RETURN_IF_ERROR(loader.Fill(step, absl::MakeSpan(batch)));
//
// A stream of N tokens has floor((N - 1) / S) blocks: block i is tokens i S to (i + 1) S, both included, so that each
// token but the first is the target of one block. Up to S tokens at the end fill no block; training passes over them,
// EvaluationLoader does not. Blocks run over the borders of shards and of documents, as in nanoGPT and llm.c.
//
// The rows of all ranks and steps are numbered: row r of rank k in step s is sample g = (s W + k) B + r.
//   kContiguous  sample g is block g mod blocks: the stream in order, again from its start when it ends
//   kShuffled    the same, through a permutation of the blocks drawn anew each epoch from (seed, epoch)
//   kUniform     S + 1 tokens from a start drawn uniformly from 0 .. N - S - 1 by (seed, g): nanoGPT's sampling
// With the first two each run of `blocks` samples is an epoch, in which every block comes up exactly once over all
// ranks; a batch may hold the end of one epoch and the start of the next. Ranks never share a sample.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_LOADER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_LOADER_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "language/data/shards/token_stream.h"

namespace moebench::language {

enum class Sampling { kContiguous, kShuffled, kUniform };

struct TokenLoaderOptions {
  int64_t batch = 1;       // B, rows of a batch on one rank
  int64_t sequence = 128;  // S
  Sampling sampling = Sampling::kShuffled;
  uint64_t seed = 0;  // kContiguous does not use it
  int rank = 0;
  int world_size = 1;  // W
};

// InvalidArgument naming the first option out of range.
absl::Status CheckLoaderOptions(const TokenLoaderOptions& options);

class TokenLoader {
 public:
  // InvalidArgument for an option out of range; FailedPrecondition, with the tokens there and needed, for a stream too
  // short for one block.
  static absl::StatusOr<TokenLoader> Create(std::shared_ptr<const TokenStream> tokens,
                                            const TokenLoaderOptions& options);

  const TokenLoaderOptions& options() const { return options_; }
  int64_t blocks() const { return blocks_; }
  // Steps until every block was seen once, rounded up.
  int64_t StepsPerEpoch() const;

  // Writes the batch [B, S + 1] of a step; step >= 0.
  absl::Status Fill(int64_t step, absl::Span<int32_t> batch) const;

  // The stream's token with which sample g starts.
  int64_t SampleStart(int64_t sample) const;

 private:
  TokenLoader(std::shared_ptr<const TokenStream> tokens, const TokenLoaderOptions& options);

  std::shared_ptr<const TokenStream> tokens_;
  TokenLoaderOptions options_;
  int64_t blocks_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_LOADER_H_
