#ifndef MOEBENCH_STATS_VALIDATION_PAPER_COUNTS_H_
#define MOEBENCH_STATS_VALIDATION_PAPER_COUNTS_H_

// How often the EQUIFINALITY paper's counts come out of batches like its own (paper_batches.h): of the ten pairs, how
// many have a 90 % percentile interval of the paired difference inside the closed margin, with batches drawn singly
// (appendix B.2) and in moving blocks of 5 and 10 (appendix B.5). The paper has 5 of 10 at 0.02, and 10 of 10 at 0.03
// and 0.05, whatever the blocks.

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/bootstrap.h"
#include "stats/validation/paper_batches.h"

namespace moebench::stats {

inline constexpr std::array<double, 3> kPaperMargins = {0.02, 0.03, 0.05};
inline constexpr std::array<int, 3> kPaperEquivalent = {5, 10, 10};  // of 10 pairs
inline constexpr std::array<int, 3> kPaperBlocks = {1, 5, 10};       // batches a block
inline constexpr int kPaperPairs = 10;

// One set of batches with one length of blocks.
struct PaperCounts {
  std::array<int, 3> equivalent = {};  // pairs, at each margin
  int different = 0;                   // pairs whose 95 % interval excludes 0
};

// `block` 1 draws batches singly. Errors are those of the bootstrap.
absl::StatusOr<PaperCounts> CountPairs(absl::Span<const std::vector<double>> losses, int block,
                                       const BootstrapOptions& options);

// [block][generator seed], generator seeds from 1.
using PaperOutcomes = std::array<std::vector<PaperCounts>, 3>;
absl::StatusOr<PaperOutcomes> CountOverSeeds(const BatchSpread& spread, int generator_seeds,
                                             const BootstrapOptions& options);

// The outcomes of each of kBatchSpreads as a page of Markdown; `command` makes it again.
std::string PaperPairsPage(absl::Span<const PaperOutcomes> outcomes, const BootstrapOptions& options,
                           const std::string& command);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_PAPER_COUNTS_H_
