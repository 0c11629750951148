// What a run as a whole says about its expert ecology, derived from its record alone: the states of its experts over
// the evaluations, the phase, each tier's collapses, and E (ECOLOGY, sections 3.2, 4.4, 4.7 and 4.12.1).
//
// Epochs are those of the record, epochs completed; epoch_index.h turns them into the paper's. An evaluation lies after
// the random warm-up once a training step of the router's own dispatch went before it.
#ifndef MOEBENCH_VISION_ANALYSIS_RUN_OUTCOME_H_
#define MOEBENCH_VISION_ANALYSIS_RUN_OUTCOME_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/ecology/phase.h"
#include "moe_core/ecology/revival_log.h"
#include "moe_core/ecology/tier_dynamics.h"
#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

struct RunOutcome {
  Experiment experiment;  // the record's configuration
  RevivalLog revivals;
  Phase phase = Phase::kHealthy;
  std::vector<std::vector<TierCollapse>> tier_collapses;  // [tiers], each in order
  std::optional<double> e_number;                         // absent where O + B = 0
};

// InvalidArgument when the record's configuration is not a vision experiment's, and when it holds no evaluation or
// evaluations that do not fit together.
absl::StatusOr<RunOutcome> DeriveOutcome(const stats::RunRecord& record);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_RUN_OUTCOME_H_
