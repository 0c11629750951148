// A made-up run for the tests of this folder: its counts of DEAD experts are given, everything else follows from them
// by a fixed rule, so that what is derived from the record can be worked out.
#ifndef MOEBENCH_VISION_ANALYSIS_TEST_RECORD_H_
#define MOEBENCH_VISION_ANALYSIS_TEST_RECORD_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

struct TestRun {
  std::vector<int> tiers = {8, 4, 4};
  std::vector<int> dead = {4, 12, 8, 7, 7, 7, 5, 5, 4};  // at each evaluation; the paper's E0 ... E80
  uint64_t seed = 7;
};

// Evaluation i follows 10 i + 1 epochs of 100 steps. Experts die in a fixed order, which strides over the tiers, and
// are revived in the opposite one; a DEAD expert has usage 0.002 and accuracy 0.1, or, the first to die, none of
// either. The others share the rest: expert e in proportion to 1 + e % 5, with accuracy 0.30 + 0.08 (e % 5). The top-1
// accuracies of evaluation i are 0.20 + 0.05 i (top-1-gated) and 0.01 more (top-2-gated). Configuration: the defaults
// of the experiment, the tiers, 100 epochs and a random warm-up of 15.
stats::RunRecord MakeTestRecord(const TestRun& run);

// The record with its configuration changed.
stats::RunRecord WithConfig(stats::RunRecord record, const std::function<void(Experiment*)>& change);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_TEST_RECORD_H_
