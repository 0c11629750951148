#include "stats/validation/paper_counts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "stats/equivalence/comparison.h"
#include "stats/estimators/block_bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"

namespace moebench::stats {
namespace {

constexpr double kEquivalenceConfidence = 0.90;
constexpr double kDifferenceConfidence = 0.95;

absl::StatusOr<BootstrapReplicates> Replicates(absl::Span<const double> differences, int block,
                                               const BootstrapOptions& options) {
  if (block == 1) return BootstrapMean(differences, options);
  return BlockBootstrapMean(differences, BlockKind::kMoving, block, options);
}

absl::Status CountPair(absl::Span<const double> differences, int block, const BootstrapOptions& options,
                       PaperCounts& counts) {
  MOE_ASSIGN_OR_RETURN(const BootstrapReplicates replicates, Replicates(differences, block, options));
  MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(replicates, IntervalKind::kPercentile));
  MOE_ASSIGN_OR_RETURN(const Interval equivalence, inference.TwoSided(kEquivalenceConfidence));
  MOE_ASSIGN_OR_RETURN(const Interval difference, inference.TwoSided(kDifferenceConfidence));
  for (size_t i = 0; i < kPaperMargins.size(); ++i) {
    counts.equivalent[i] += LiesInside(equivalence, {-kPaperMargins[i], kPaperMargins[i]});
  }
  counts.different += !difference.Contains(0);
  return absl::OkStatus();
}

std::string Share(const std::vector<PaperCounts>& outcomes, bool (*is)(const PaperCounts&)) {
  const auto found = std::count_if(outcomes.begin(), outcomes.end(), is);
  return absl::StrFormat("%.3f", static_cast<double>(found) / static_cast<double>(outcomes.size()));
}

// Median and range over generator seeds.
std::string Range(const std::vector<PaperCounts>& outcomes, int (*of)(const PaperCounts&)) {
  std::vector<int> values;
  for (const PaperCounts& counts : outcomes) values.push_back(of(counts));
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  const double median = (values[(n - 1) / 2] + values[n / 2]) / 2.0;
  return absl::StrFormat("%g (%d to %d)", median, values.front(), values.back());
}

std::string MethodName(int block) {
  return block == 1 ? "batches drawn singly" : absl::StrCat("moving blocks of ", block, " †");
}

std::string SharesTable(const PaperOutcomes& outcomes) {
  std::string text =
      "| method | 5 of 10 at 0.02 | 10 of 10 at 0.03 | 10 of 10 at 0.05 | all three | pairs at 0.02, median (range) | "
      "pairs that differ, median (range) |\n|---|---:|---:|---:|---:|---:|---:|\n";
  for (size_t i = 0; i < kPaperBlocks.size(); ++i) {
    const std::vector<PaperCounts>& counts = outcomes[i];
    absl::StrAppend(&text, "| ", MethodName(kPaperBlocks[i]), " | ",
                    Share(counts, [](const PaperCounts& c) { return c.equivalent[0] == kPaperEquivalent[0]; }), " | ",
                    Share(counts, [](const PaperCounts& c) { return c.equivalent[1] == kPaperEquivalent[1]; }), " | ",
                    Share(counts, [](const PaperCounts& c) { return c.equivalent[2] == kPaperEquivalent[2]; }), " | ",
                    Share(counts, [](const PaperCounts& c) { return c.equivalent == kPaperEquivalent; }), " | ",
                    Range(counts, [](const PaperCounts& c) { return c.equivalent[0]; }), " | ",
                    Range(counts, [](const PaperCounts& c) { return c.different; }), " |\n");
  }
  return text;
}

// How many generator seeds gave 0, 1, ..., 10 pairs at 0.02.
std::string DistributionTable(const PaperOutcomes& outcomes) {
  std::string head = "| pairs equivalent at 0.02 |", rule = "|---|", rows;
  for (int pairs = 0; pairs <= kPaperPairs; ++pairs) {
    absl::StrAppend(&head, " ", pairs, " |");
    absl::StrAppend(&rule, "---:|");
  }
  for (size_t i = 0; i < kPaperBlocks.size(); ++i) {
    absl::StrAppend(&rows, "| ", MethodName(kPaperBlocks[i]), " |");
    for (int pairs = 0; pairs <= kPaperPairs; ++pairs) {
      const auto is = [&](const PaperCounts& counts) { return counts.equivalent[0] == pairs; };
      absl::StrAppend(&rows, " ", std::count_if(outcomes[i].begin(), outcomes[i].end(), is), " |");
    }
    absl::StrAppend(&rows, "\n");
  }
  return absl::StrCat(head, "\n", rule, "\n", rows);
}

std::string VariantList() {
  std::string list;
  for (const PaperVariant& variant : kPaperVariants) {
    absl::StrAppendFormat(&list, "%s%s %.2f", list.empty() ? "" : ", ", variant.name, variant.perplexity);
  }
  return list;
}

}  // namespace

absl::StatusOr<PaperCounts> CountPairs(absl::Span<const std::vector<double>> losses, int block,
                                       const BootstrapOptions& options) {
  PaperCounts counts;
  for (size_t a = 0; a < losses.size(); ++a) {
    for (size_t b = a + 1; b < losses.size(); ++b) {
      std::vector<double> differences;
      std::transform(losses[a].begin(), losses[a].end(), losses[b].begin(), std::back_inserter(differences),
                     [](double x, double y) { return x - y; });
      MOE_RETURN_IF_ERROR(CountPair(differences, block, options, counts));
    }
  }
  return counts;
}

absl::StatusOr<PaperOutcomes> CountOverSeeds(const BatchSpread& spread, int generator_seeds,
                                             const BootstrapOptions& options) {
  PaperOutcomes outcomes;
  for (int seed = 1; seed <= generator_seeds; ++seed) {
    const std::vector<std::vector<double>> losses = PaperBatchLosses(spread, static_cast<uint64_t>(seed));
    for (size_t i = 0; i < kPaperBlocks.size(); ++i) {
      MOE_ASSIGN_OR_RETURN(const PaperCounts counts, CountPairs(losses, kPaperBlocks[i], options));
      outcomes[i].push_back(counts);
    }
  }
  return outcomes;
}

std::string PaperPairsPage(absl::Span<const PaperOutcomes> outcomes, const BootstrapOptions& options,
                           const std::string& command) {
  std::string page = absl::StrCat(
      "# EQUIFINALITY's ten pairs, from batches like its own\n\n"
      "The paper finds 5 of its 10 pairs equivalent at 0.02 nats and all 10 at 0.03 and 0.05, from 50 validation "
      "batches "
      "of one checkpoint each, and the same with moving blocks of 5 and of 10. The losses of those batches are not "
      "published. This page asks how often such counts come out of losses made up to be like them: means from the "
      "published perplexities of seed 42 (",
      VariantList(),
      "), spread and correlation as stated in `stats/validation/paper_batches.h`, which was fixed before anything was "
      "counted. The batches speak for these checkpoints on this text, not for the architectures.\n\n");
  absl::StrAppendFormat(&page, "%d generator seeds, %d resamples, seed %d. Shares are of generator seeds.\n",
                        static_cast<int>(outcomes.front().front().size()), options.resamples, options.seed);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const BatchSpread& spread = kBatchSpreads[i];
    absl::StrAppend(&page, "\n## ", spread.name, " spread: ", spread.source,
                    "\n\nNoise of one variant: ", absl::StrFormat("%.4f", spread.noise_sd), " nats a batch.\n\n",
                    SharesTable(outcomes[i]), "\n", DistributionTable(outcomes[i]));
  }
  absl::StrAppend(&page,
                  "\n† 50 batches make 10 blocks of 5 and 5 blocks of 10: fewer than 20 blocks are unreliable (their "
                  "intervals are too short), and never decide alone.\n\n```\n",
                  command, "\n```\n");
  return page;
}

}  // namespace moebench::stats
