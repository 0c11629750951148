#ifndef MOEBENCH_STATS_INPUT_RUN_SAMPLE_H_
#define MOEBENCH_STATS_INPUT_RUN_SAMPLE_H_

// What one run measured of one metric, whatever file it came from: a run folder, a record file, a CSV or a JSON table.
// A metric is known as one value a run, or finer: for each unit (batch, sequence or example) a value, a weight and the
// key by which runs are paired.
//
// Perplexity is no mean: of the metric "perplexity" the units hold losses in nats, and `value` is the exponential of
// their weighted mean. Two runs differ by exp(mean a) - exp(mean b), never by a mean of perplexities.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stats/equivalence/comparison.h"
#include "stats/records/run_record.pb.h"

namespace moebench::stats {

// Metrics that are more than a name.
inline constexpr char kValLoss[] = "val_loss";       // of records, from their sequences
inline constexpr char kPerplexity[] = "perplexity";  // see above
inline constexpr char kCorrect[] = "correct";        // 1 of an example that is right, else 0

struct RunSample {
  std::string variant;
  std::string seed;    // text, as in the file; "" where it is not known
  std::string source;  // file or folder
  double value = 0;    // of the run: the weighted mean of its units (its exponential for perplexity), or the only value

  // One entry a unit, in the order of the data; all empty where only `value` is known.
  InferenceUnit unit = InferenceUnit::kSeeds;  // what the units are: kBatches, kSequences or kExamples
  std::vector<double> unit_value;              // mean over the unit
  std::vector<double> unit_weight;             // tokens of the unit; empty: all equal
  std::vector<std::string> unit_key;           // equal keys of two runs are the same data; empty: cannot be paired

  std::optional<RunRecord> record;  // of run folders and record files: for checks of alignment and for report panels
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_RUN_SAMPLE_H_
