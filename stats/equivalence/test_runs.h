#ifndef MOEBENCH_STATS_EQUIVALENCE_TEST_RUNS_H_
#define MOEBENCH_STATS_EQUIVALENCE_TEST_RUNS_H_

// For tests of studies: runs of one value or of losses of batches that share their hardness, options, and pairs by
// name.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "gtest/gtest.h"
#include "stats/equivalence/study_result.h"
#include "stats/estimators/distributions.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

inline RunSample ValueRun(const std::string& variant, const std::string& seed, double value) {
  RunSample run;
  run.variant = variant;
  run.seed = seed;
  run.source = absl::StrCat(variant, "-", seed, ".csv");
  run.value = value;
  return run;
}

inline double NormalDraw(CounterRandom* random) { return NormalQuantile(random->Uniform() + 0x1p-54); }

// The mean loss of batch i is 3.5 plus its hardness (standard deviation 0.15, the same for every run) plus the
// variant's offset plus noise of the run's own `stream`. Weighted batches have 100 to 106 tokens.
inline RunSample BatchRun(const std::string& variant, const std::string& seed, double offset, double noise, int batches,
                          uint64_t stream, bool weighted = false) {
  RunSample run = ValueRun(variant, seed, 0);
  run.unit = InferenceUnit::kBatches;
  CounterRandom shared(77, 0), own(77, stream);
  double sum = 0, weight = 0;
  for (int i = 0; i < batches; ++i) {
    run.unit_value.push_back(3.5 + 0.15 * NormalDraw(&shared) + offset + noise * NormalDraw(&own));
    run.unit_key.push_back(absl::StrCat("batch ", i));
    const double tokens = weighted ? 100 + i % 7 : 1;
    if (weighted) run.unit_weight.push_back(tokens);
    sum += tokens * run.unit_value.back();
    weight += tokens;
  }
  run.value = sum / weight;
  return run;
}

// Of losses, at margins that were declared before.
inline StudyOptions LossOptions(std::vector<double> margins) {
  StudyOptions options;
  options.metric = "val_loss";
  options.margins = std::move(margins);
  options.margin_source = MarginSource::kPreregistration;
  options.resamples = 1000;
  return options;
}

inline const PairResult& PairOf(const MarginResult& margin, const std::string& a, const std::string& b) {
  for (const PairResult& pair : margin.pairs) {
    if (pair.comparison.a == a && pair.comparison.b == b) return pair;
  }
  ADD_FAILURE() << "no pair " << a << ", " << b;
  return margin.pairs.front();
}

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_TEST_RUNS_H_
