// What a run prints when it ends: its final accuracies beside the linear probe and the paper's results, the ecology of
// the run as a whole, one line a tier and one line an expert. Everything comes from the record, so that a stored run
// prints the same again. No line is wider than 100 columns.
//
//   Experts
//   expert  tier  usage (longest bar 12.4 %)            usage  accuracy  class      revivals
//        0  T0    ███████████▌                         4.98 %    46.0 %  BROAD_CORE        1
//
// E0 is the first epoch, as in the paper.
#ifndef MOEBENCH_VISION_ANALYSIS_CLOSING_TABLE_H_
#define MOEBENCH_VISION_ANALYSIS_CLOSING_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

// The record needs its configuration and at least one evaluation; errors are those of DeriveOutcome. Baselines, E_C and
// the paper's results are shown where the record has them.
absl::StatusOr<std::string> ClosingTable(const stats::RunRecord& record);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_CLOSING_TABLE_H_
