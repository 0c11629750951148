#ifndef MOEBENCH_VISION_TRAINING_EVALUATION_REPORT_H_
#define MOEBENCH_VISION_TRAINING_EVALUATION_REPORT_H_

// The newest evaluation of a run, as a line of metrics.jsonl and as a line for people. Both say what the evaluation
// found and what the run's ecology has come to so far: revivals, deaths, phase.

#include <string>

#include "absl/status/statusor.h"
#include "moe_core/training/metric_log.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

// Every metric by name; expert_usage, expert_accuracy (NaN where an expert won no sample) and expert_class by expert;
// revivals, deaths and phase over the evaluations so far. The record needs its configuration and an evaluation.
absl::StatusOr<MetricLine> EvaluationLine(const stats::RunRecord& record);

// "epoch 1.50  top-1 gated 40.1 %, top-2 gated 41.2 %, top-5 90.0 %  alive 14/16, touched 16  PURE 3 BROAD 5 ...
//  tiers 45/30/25 %  2 revivals, 3 deaths, reversible\n", in two lines of at most 100 columns.
absl::StatusOr<std::string> EvaluationText(const stats::RunRecord& record);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_EVALUATION_REPORT_H_
