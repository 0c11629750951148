#ifndef MOEBENCH_STATS_ESTIMATORS_BLOCK_BOOTSTRAP_H_
#define MOEBENCH_STATS_ESTIMATORS_BLOCK_BOOTSTRAP_H_

// The bootstrap of a mean for values that depend on their neighbours, such as losses of consecutive batches of one
// text: whole blocks are drawn and joined until there are n values; the last block is cut to fit.
//
//   moving      length consecutive values, first among 0 .. n - length    Kuensch 1989; Liu and Singh 1992
//   circular    the same, first among 0 .. n - 1, the series bent to a ring    Politis and Romano 1992
//   stationary  on the ring, each block of a random length, geometric with mean `length`    Politis and Romano 1994
//
//   MOE_ASSIGN_OR_RETURN(const BlockReplicates blocks, BlockBootstrapMean(differences, BlockKind::kMoving, 5, {}));
//   if (!blocks.reliable) warnings.push_back(blocks.caution);
//   BootstrapInference::Create(blocks, IntervalKind::kPercentile)    // bootstrap_interval.h
//
// Conventions, those of the Python package arch and of R's boot::tsboot (endcorr = FALSE for moving): replicates are
// not centred, so moving blocks, which draw the first and last length - 1 values more rarely, are centred a little off
// the sample mean. Resample r is a pure function of (seed, r): the same bits for any number of threads. Unit: that of
// the values; assumption: a stationary series, in its order, with blocks long against its dependence (block_length.h).
//
// Errors: those of BootstrapMean and its kind; InvalidArgument for a length outside 1 .. n / 2 (a single block would
// show no variance at all) and for options.standard_errors.

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/bootstrap.h"

namespace moebench::stats {

enum class BlockKind { kMoving, kCircular, kStationary };

// "moving", "circular", "stationary".
const char* BlockKindName(BlockKind kind);

struct BlockReplicates : BootstrapReplicates {
  int length = 0;
  double blocks = 0;     // n / length; its mean for stationary blocks
  bool reliable = true;  // false below 20 blocks: such a result must not decide alone, and `caution` says so
  std::string caution;
};

// sum x / n.
absl::StatusOr<BlockReplicates> BlockBootstrapMean(absl::Span<const double> sample, BlockKind kind, int length,
                                                   const BootstrapOptions& options);

// sum w x / sum w, with (x, w) drawn together.
absl::StatusOr<BlockReplicates> BlockBootstrapRatio(absl::Span<const double> sample, absl::Span<const double> weights,
                                                    BlockKind kind, int length, const BootstrapOptions& options);

// exp(sum w a / sum w) - exp(sum w b / sum w), with (a, b, w) drawn together.
absl::StatusOr<BlockReplicates> BlockBootstrapPerplexityDifference(absl::Span<const double> a,
                                                                   absl::Span<const double> b,
                                                                   absl::Span<const double> weights, BlockKind kind,
                                                                   int length, const BootstrapOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_BLOCK_BOOTSTRAP_H_
