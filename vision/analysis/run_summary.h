// The summary of a run's record, what tables over several runs and reports read: the metrics of the last evaluation
// under their own names (see evaluation_summary.h), and
//
//   e_number e_complexity    E, and E / f(C) where ecology.complexity_form is not "constant"; absent, and a note in the
//                            record, where O + B = 0
//   peak_dead                highest count of DEAD experts
//   peak_dead_epoch          the epoch of the first evaluation with it; epochs count from 0, as the paper's
//   dead_free_epoch          the epoch from whose evaluation on no expert was DEAD; absent where one is at the end
//   revivals deaths          of all experts over the run
//   top1_gated_accuracy_mean_epochs_91_99 top1_gated_accuracy_std_epochs_91_99, and the same of top2_gated_accuracy
//                            over the evaluations from evaluation.every_epoch_from to the last, population standard
//                            deviation as the paper's; absent where there are none
//
// The phase, which is no number, becomes a note, e.g. "phase: reversible".
#ifndef MOEBENCH_VISION_ANALYSIS_RUN_SUMMARY_H_
#define MOEBENCH_VISION_ANALYSIS_RUN_SUMMARY_H_

#include "absl/status/status.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

// Sets these metrics and notes in place of those of an earlier call, and keeps all others (baselines). The record needs
// its configuration and at least one evaluation; errors are those of DeriveOutcome, and of E_C.
absl::Status FillSummary(int num_classes, stats::RunRecord* record);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_RUN_SUMMARY_H_
