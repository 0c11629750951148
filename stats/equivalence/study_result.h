#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_RESULT_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_RESULT_H_

// The options and the result of a whole equivalence study: every pair at every margin, with controls, multiplicity,
// power and words. The value that the command line prints, the reports draw and the JSON holds; study.h makes it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stats/equivalence/comparison.h"

namespace moebench::stats {

enum class MarginSource { kConfig, kPreregistration, kFlag };  // kFlag is labelled exploratory

struct StudyOptions {
  std::string metric;           // e.g. "val_loss", "perplexity", "correct"
  std::vector<double> margins;  // symmetric, > 0; tested from the largest down, stopping at the first failure
  MarginSource margin_source = MarginSource::kFlag;
  bool margin_on_log_scale = false;  // perplexities are compared as their logarithms
  double alpha = 0.05;
  int resamples = 10000;
  uint64_t seed = 42;
  int num_threads = 0;                       // 0: one a core; the result does not depend on it
  bool unpaired = false;                     // analyse runs that cannot be paired as unpaired, on request
  std::string method = "auto";               // auto, welch, paired_t, bootstrap, crossed
  std::vector<int> block_lengths = {5, 10};  // of the sensitivity analysis
  std::string negative_control;              // variant; "" for none
  // The same configuration with other seeds. By itself a variant of which there are enough runs to compare some with
  // the others (2 single runs, or 4 where seeds are the unit of inference); it stays in the family, only the comparison
  // of its own seeds is the control. With positive_control_of it is a variant of its own, compared with that one and
  // not in the family.
  std::string positive_control;     // variant; "" for none
  std::string positive_control_of;  // variant that has the same configuration; "" for its own other seeds
  bool controls_required = false;
};

// Beside every inconclusive pair; never at the observed effect.
struct PowerNote {
  double power_at_zero = 0;          // of finding equivalence if the true difference is 0
  double power_at_half_margin = 0;   // and if it is margin / 2
  std::optional<int> n_needed;       // units a variant for a power of 0.8 at a true difference of 0
  std::optional<int> n_needed_half;  // and at margin / 2; absent where no n suffices
};

struct PairResult {
  Comparison comparison;          // by the primary method
  double p_equivalence_holm = 1;  // over the pairs that are no controls; of a control's pair without correction
  double p_difference_holm = 1;   // likewise
  Decision decision_holm = Decision::kInconclusive;
  std::vector<Comparison> sensitivity;  // other methods and block lengths; never decide
  double smallest_margin = 0;           // at which equivalence would have been declared
  std::optional<PowerNote> power;
  bool involves_control = false;  // not in the family
  std::string words;              // one paragraph: effect, interval, margin, n, decision
};

struct ControlResult {
  std::string variant;
  bool negative = true;
  bool passed = false;
  std::string words;   // what was required and what was found
  bool judged = true;  // false: nothing failed, but it could not be compared with all it should be, so it did not pass
};

struct MarginResult {
  double margin = 0;
  bool tested = true;  // false below the first margin at which not all pairs were equivalent: nothing else is filled
  std::vector<PairResult> pairs;
  int family_pairs = 0;      // pairs that are no controls
  int equivalent_pairs = 0;  // decided equivalent or both, without correction
  int equivalent_pairs_holm = 0;
  bool all_pairs_equivalent = false;  // needs no correction: intersection-union
  std::vector<ControlResult> controls;
  bool validated = false;  // a negative and a positive control exist, and passed
};

struct VariantSummary {
  std::string name;
  std::vector<std::string> seeds;
  std::vector<double> values;  // one a seed
  int units = 0;               // a run; 0 where only the run's value is known
  double mean = 0;
  std::optional<double> sd;  // ddof 1, over seeds; absent for one
  bool control = false;
};

struct Study {
  StudyOptions options;
  InferenceUnit unit = InferenceUnit::kSeeds;
  std::string headline;  // the conclusion in words
  std::string scope;     // what the unit of inference lets one say
  std::vector<VariantSummary> variants;
  std::vector<MarginResult> margins;  // largest first
  // Seed variance components, where there are seeds, controls apart; of the logarithms where the margin is on their
  // scale.
  std::optional<double> between_variance, within_variance, icc;
  std::vector<std::string> warnings;
  int exit_code = 0;  // of the worst pair at the largest margin: 0, 10, 11, 12
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_RESULT_H_
