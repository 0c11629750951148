#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_DATA_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_DATA_H_

// The runs of a study, checked, grouped by variant and put on the scale on which they are compared, and what their
// number allows to infer from:
//
//   one run a variant, with units     units: batches, sequences or examples of one checkpoint each
//   two runs or more                  seeds
//   8 runs or more, with units        seeds and batches, crossed
//
// Runs of the positive control beyond the first do not count where all other variants have one. A variant with too few
// runs for the rest (one run among seeds, no units among units) is kept as a point that cannot be tested.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/equivalence/linearized_units.h"
#include "stats/equivalence/study_result.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// With fewer seeds than this no bootstrap over seeds: a percentile interval of 90 % over 3 covers 63 %.
inline constexpr int kFewestToResample = 8;

enum class StudyLevel { kSeeds, kUnits, kCrossed };

struct StudyRun {
  std::string seed;
  double raw_value = 0;            // as in the input
  double value = 0;                // on the scale of the comparison
  std::vector<double> unit_value;  // losses of a perplexity
  std::vector<double> unit_weight;
};

struct StudyVariant {
  std::string name;
  std::vector<StudyRun> runs;
  bool control = false;  // not in the family
  bool testable = true;  // false: a point
};

struct StudyData {
  StudyLevel level = StudyLevel::kSeeds;
  InferenceUnit unit = InferenceUnit::kSeeds;  // what the result speaks of
  RunScale scale = RunScale::kMean;            // of a run's units
  bool paired = true;                          // units of different runs are the same data
  bool crossable = false;                      // every run has the same units
  std::vector<StudyVariant> variants;          // in order of first appearance
  std::vector<std::string> warnings;
};

// The runs of one side of a pair.
struct RunGroup {
  std::string name;
  std::vector<const StudyRun*> runs;
};

// InvalidArgument for options out of range (no margins, an unknown method or control, ...), runs without a value or
// twice the same seed, too few runs or variants, and methods that the runs do not allow; FailedPrecondition for runs
// that are not aligned (stats/input/alignment.h), unless options.unpaired.
absl::StatusOr<StudyData> PrepareStudy(absl::Span<const RunSample> runs, const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_DATA_H_
