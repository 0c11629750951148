#ifndef MOEBENCH_STATS_VALIDATION_PAPER_BATCHES_H_
#define MOEBENCH_STATS_VALIDATION_PAPER_BATCHES_H_

// Losses of validation batches as the EQUIFINALITY paper may have had them: it publishes perplexities and decisions,
// not the losses behind them. The model, fixed before anything was counted:
//
//   loss[variant][batch] = log(perplexity of the variant at seed 42) + hardness[batch] + noise[variant][batch]
//
// Hardness is shared by all variants and cancels in paired differences; noise is each variant's own. Both are normal
// and first-order autoregressive over batches (text is read in order).
//
//   hardness   standard deviation 0.15 nats, correlation of neighbours 0.3    chosen
//   noise      correlation of neighbours 0.1                                  chosen; standard deviation: BatchSpread
//
// With the wider noise the losses of two variants correlate by 0.15^2 / (0.15^2 + 0.0213^2) = 0.98.

#include <cstdint>
#include <vector>

namespace moebench::stats {

struct PaperVariant {
  const char* name;
  double perplexity;  // of seed 42, table 3
};

inline constexpr PaperVariant kPaperVariants[] = {
    {"wide", 33.93}, {"deep", 34.62}, {"decoupled", 34.05}, {"magnitude", 34.11}, {"asymmetric", 34.59}};

inline constexpr int kPaperBatches = 50;
inline constexpr double kHardnessSd = 0.15;
inline constexpr double kHardnessCorrelation = 0.3;
inline constexpr double kNoiseCorrelation = 0.1;

// The paper says two things about the spread of differences, and they do not agree; both are tried.
struct BatchSpread {
  const char* name;
  double noise_sd;  // nats; of one variant, so that a difference has sqrt(2) of it
  const char* source;
};

inline constexpr BatchSpread kBatchSpreads[] = {
    // 0.008 = 2 x 1.960 x sd sqrt(2) / sqrt(50)
    {"narrow", 0.0102, "the 95 % intervals have a \"typical width 0.008\" (section 4.3)"},
    // 0.030 - 0.023 = 1.645 x sd sqrt(2) / sqrt(50)
    {"wide", 0.0213, "the widest difference, 0.023, has a 90 % bound that touches 0.03 (section 4.3, appendix B.5)"},
};

// [variant][batch]; a pure function of its arguments.
std::vector<std::vector<double>> PaperBatchLosses(const BatchSpread& spread, uint64_t generator_seed);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_PAPER_BATCHES_H_
