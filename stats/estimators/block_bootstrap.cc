#include "stats/estimators/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "stats/estimators/resampling.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"
#include "stats/estimators/sums_statistic.h"

namespace moebench::stats {
namespace {

constexpr int kReliableBlocks = 20;

// Sums over a stretch of a series that has been bent to a ring: prefix sums over two rounds.
class RingSums {
 public:
  explicit RingSums(const std::vector<double>& series) : prefix_(2 * series.size() + 1, 0.0) {
    for (size_t i = 0; i + 1 < prefix_.size(); ++i) prefix_[i + 1] = prefix_[i] + series[i % series.size()];
  }
  double Of(size_t first, size_t length) const { return prefix_[first + length] - prefix_[first]; }

 private:
  std::vector<double> prefix_;
};

struct Blocks {
  BlockKind kind;
  size_t n;
  size_t length;
};

// Calls visit(first, length) for the blocks of one resample; the lengths sum to n.
void VisitBlocksOfOneLength(const Blocks& blocks, uint64_t key, uint64_t resample, std::vector<uint32_t>* first,
                            absl::FunctionRef<void(size_t, size_t)> visit) {
  const size_t choices = blocks.kind == BlockKind::kMoving ? blocks.n - blocks.length + 1 : blocks.n;
  first->resize((blocks.n + blocks.length - 1) / blocks.length);
  DrawIndices(key, resample, static_cast<uint32_t>(choices), absl::MakeSpan(*first));
  size_t left = blocks.n;
  for (const uint32_t start : *first) {
    const size_t length = std::min(left, blocks.length);
    visit(start, length);
    left -= length;
  }
}

void VisitBlocksOfRandomLength(const Blocks& blocks, uint64_t key, uint64_t resample,
                               absl::FunctionRef<void(size_t, size_t)> visit) {
  CounterRandom random(key, resample);
  const double log_continue = std::log1p(-1.0 / static_cast<double>(blocks.length));  // -infinity at length 1
  for (size_t left = blocks.n; left > 0;) {
    const size_t start = random.Below(static_cast<uint32_t>(blocks.n));
    // P(length > k) = (1 - 1 / mean)^k, by inversion; 1 - Uniform() lies in (0, 1].
    const double beyond_first = std::log(1 - random.Uniform()) / log_continue;
    const size_t length = beyond_first < static_cast<double>(left) ? static_cast<size_t>(beyond_first) + 1 : left;
    visit(start, std::min(left, length));
    left -= std::min(left, length);
  }
}

absl::Status CheckOptions(const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckResamples(options.resamples));
  if (options.num_threads < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_threads is ", options.num_threads, "; expected 0 (one a core) or more"));
  }
  if (!options.standard_errors) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "standard_errors of replicates are for independent observations; use a percentile, basic or normal interval with "
      "blocks");
}

absl::Status CheckLength(int length, size_t n) {
  if (length >= 1 && static_cast<size_t>(length) <= n / 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the block length is ", length, "; expected 1 to ", n / 2, ", half of the ", n, " values"));
}

std::string Caution(const BlockReplicates& result, size_t n) {
  return absl::StrFormat(
      "%.3g blocks of %d in %d values: intervals from fewer than %d blocks are too narrow and must not decide alone",
      result.blocks, result.length, n, kReliableBlocks);
}

std::vector<double> Resample(const SumsStatistic& statistic, const Blocks& blocks, const BootstrapOptions& options) {
  const std::vector<RingSums> rings(statistic.columns.begin(), statistic.columns.end());
  std::vector<double> replicates(static_cast<size_t>(options.resamples));
  const auto work = [&](int begin, int end) {
    std::vector<uint32_t> first;
    std::vector<double> sums(rings.size());
    const auto add = [&](size_t start, size_t length) {
      for (size_t c = 0; c < rings.size(); ++c) sums[c] += rings[c].Of(start, length);
    };
    for (int r = begin; r < end; ++r) {
      std::fill(sums.begin(), sums.end(), 0.0);
      if (blocks.kind == BlockKind::kStationary) {
        VisitBlocksOfRandomLength(blocks, options.seed, static_cast<uint64_t>(r), add);
      } else {
        VisitBlocksOfOneLength(blocks, options.seed, static_cast<uint64_t>(r), &first, add);
      }
      const double n = static_cast<double>(blocks.n);
      replicates[static_cast<size_t>(r)] = statistic.estimate + statistic.deviation(sums.data(), n);
    }
  };
  ForResampleRanges(options.resamples, options.num_threads, static_cast<int64_t>(blocks.n / blocks.length + 1), work);
  return replicates;
}

absl::StatusOr<BlockReplicates> BlockBootstrap(const SumsStatistic& statistic, BlockKind kind, int length,
                                               const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  MOE_RETURN_IF_ERROR(CheckLength(length, statistic.rows()));
  const Blocks blocks = {kind, statistic.rows(), static_cast<size_t>(length)};
  BlockReplicates result;
  result.estimate = statistic.estimate;
  result.replicate = Resample(statistic, blocks, options);
  const auto finite = [](double x) { return std::isfinite(x); };
  if (!finite(result.estimate) || !std::all_of(result.replicate.begin(), result.replicate.end(), finite)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the estimate (", result.estimate, ") or one of its resamples is not finite"));
  }
  MOE_ASSIGN_OR_RETURN(result.standard_error, StandardDeviation(result.replicate));
  result.length = length;
  result.blocks = static_cast<double>(blocks.n) / length;
  result.reliable = result.blocks >= kReliableBlocks;
  if (!result.reliable) result.caution = Caution(result, blocks.n);
  return result;
}

absl::Status CheckWeights(absl::Span<const double> weights, size_t n) {
  if (weights.size() != n) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", n, " values and ", weights.size(), " weights; expected one each"));
  }
  MOE_RETURN_IF_ERROR(CheckSample("weights", weights));
  const auto negative = std::find_if(weights.begin(), weights.end(), [](double w) { return w < 0; });
  if (negative != weights.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("weights[", negative - weights.begin(), "] is ", *negative, "; expected 0 or more"));
  }
  if (std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; }) >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError("fewer than two weights are positive; there is nothing to resample");
}

}  // namespace

const char* BlockKindName(BlockKind kind) {
  switch (kind) {
    case BlockKind::kMoving:
      return "moving";
    case BlockKind::kCircular:
      return "circular";
    case BlockKind::kStationary:
      return "stationary";
  }
  return "unknown";
}

absl::StatusOr<BlockReplicates> BlockBootstrapMean(absl::Span<const double> sample, BlockKind kind, int length,
                                                   const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample));
  return BlockBootstrap(MeanStatistic(sample), kind, length, options);
}

absl::StatusOr<BlockReplicates> BlockBootstrapRatio(absl::Span<const double> sample, absl::Span<const double> weights,
                                                    BlockKind kind, int length, const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, sample.size()));
  return BlockBootstrap(RatioStatistic(sample, weights), kind, length, options);
}

absl::StatusOr<BlockReplicates> BlockBootstrapPerplexityDifference(absl::Span<const double> a,
                                                                   absl::Span<const double> b,
                                                                   absl::Span<const double> weights, BlockKind kind,
                                                                   int length, const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckPaired(a, b));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, a.size()));
  return BlockBootstrap(PerplexityDifferenceStatistic(a, b, weights), kind, length, options);
}

}  // namespace moebench::stats
