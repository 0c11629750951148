// Every token of a stream but the first, once, as a target: what a validation loss is averaged over. Blocks are those
// of token_loader.h, in order, and one more for what is left at the end: ceil((N - 1) / S) blocks of N tokens.
//
//   MOE_ASSIGN_OR_RETURN(const EvaluationLoader loader, EvaluationLoader::Create(tokens, {batch, sequence}));
//   for (int64_t i = 0; i < loader.batches(); ++i) {
//     MOE_RETURN_IF_ERROR(loader.Fill(i, absl::MakeSpan(batch), absl::MakeSpan(targets)));
//     ...   // of row r, the first targets[r] predictions count
//   }
//
// Batch i of rank k holds the blocks (i W + k) B + r, r = 0 .. B - 1. All ranks have the same number of batches, so
// that they meet at collective operations; rows without a block have 0 targets. What follows a row's last target is id
// 0.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_EVALUATION_LOADER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_EVALUATION_LOADER_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "language/data/shards/token_stream.h"

namespace moebench::language {

struct EvaluationOptions {
  int64_t batch = 1;       // B
  int64_t sequence = 128;  // S
  int rank = 0;
  int world_size = 1;  // W
};

class EvaluationLoader {
 public:
  // InvalidArgument for an option out of range; FailedPrecondition for a stream of fewer than two tokens.
  static absl::StatusOr<EvaluationLoader> Create(std::shared_ptr<const TokenStream> tokens,
                                                 const EvaluationOptions& options);

  int64_t blocks() const { return blocks_; }
  int64_t batches() const { return batches_; }

  // Writes batch i, [B, S + 1], and how many targets each of its rows has, [B].
  absl::Status Fill(int64_t i, absl::Span<int32_t> batch, absl::Span<int64_t> targets) const;

 private:
  EvaluationLoader(std::shared_ptr<const TokenStream> tokens, const EvaluationOptions& options);

  std::shared_ptr<const TokenStream> tokens_;
  EvaluationOptions options_;
  int64_t blocks_;
  int64_t batches_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_EVALUATION_LOADER_H_
