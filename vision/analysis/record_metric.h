// A number of a run by name, wherever its record keeps it, so that each result of a paper can be set beside ours. With
// `name` a metric of an evaluation (see evaluation_summary.h):
//
//   name                   the summary's, else the last evaluation's
//   name_epoch_40          of the evaluation after epoch 40, counted from 0 as the paper does
//   name_mean_epochs_91_99 mean over the evaluations after each of those epochs
//   name_std_epochs_91_99  and their population standard deviation, the paper's sigma
//
// A name may also be a tier's, tier_alive_0, tier_hard_share_0 or tier_easy_share_0, and tier_transition_0_2, the share
// of all samples whose top-1 lies in T0 and top-2 in T2.
//
//   RecordMetric(record, "tier_alive_1_epoch_30");
#ifndef MOEBENCH_VISION_ANALYSIS_RECORD_METRIC_H_
#define MOEBENCH_VISION_ANALYSIS_RECORD_METRIC_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

// Absent when the record does not have it: no such metric, no evaluation right after that epoch, or, for a mean or
// standard deviation, not after every one of them.
std::optional<double> RecordMetric(const stats::RunRecord& record, absl::string_view name);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_RECORD_METRIC_H_
