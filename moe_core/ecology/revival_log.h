// Deaths and revivals of the experts over a run (ECOLOGY, section 4.7): whether each expert was DEAD at each
// evaluation, how often it went from alive to DEAD (a death) or back (a revival), and the peak of the DEAD count. An
// expert that is DEAD at the first evaluation has died no observed death, though it may be revived later.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_REVIVAL_LOG_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_REVIVAL_LOG_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"

namespace moebench {

// The states of all experts at one evaluation.
struct DeadStates {
  double epoch = 0;
  std::vector<bool> dead;  // [E]
};

struct RevivalLog {
  std::vector<DeadStates> evaluation;  // in order, as given
  std::vector<int> dead_count;         // [evaluations], DEAD experts
  std::vector<int> revivals;           // [E]
  std::vector<int> deaths;             // [E]
  int total_revivals = 0;
  int total_deaths = 0;
  int peak_dead = 0;
  double peak_epoch = 0;                  // of the first evaluation with peak_dead
  std::optional<double> dead_free_epoch;  // of the first evaluation from which on no expert was DEAD; absent if some is
};

// InvalidArgument for no evaluations, for evaluations of different numbers of experts, and for epochs that do not grow.
absl::StatusOr<RevivalLog> MakeRevivalLog(std::vector<DeadStates> evaluations);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_REVIVAL_LOG_H_
