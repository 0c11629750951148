// The subcommands that compare runs: `pair`, two variants, and `matrix`, all of them against each other.
#ifndef MOEBENCH_STATS_COMMANDS_STUDY_COMMAND_H_
#define MOEBENCH_STATS_COMMANDS_STUDY_COMMAND_H_

#include "absl/status/statusor.h"
#include "stats/commands/command.h"

namespace moebench::stats {

// Exit codes: 0 equivalent or both, 10 different, 11 inconclusive or required controls that failed, 12 degenerate; of
// the worst pair at the largest margin. Errors are those of study_request.h.
absl::StatusOr<CommandResult> RunPair(const CommandFlags& flags);
absl::StatusOr<CommandResult> RunMatrix(const CommandFlags& flags);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_STUDY_COMMAND_H_
