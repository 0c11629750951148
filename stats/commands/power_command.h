// The subcommand `power`: of margin, power and number of units the one that is not given. Planning only: the true
// difference is one to plan for, never one that was observed.
#ifndef MOEBENCH_STATS_COMMANDS_POWER_COMMAND_H_
#define MOEBENCH_STATS_COMMANDS_POWER_COMMAND_H_

#include "absl/status/statusor.h"
#include "stats/commands/command.h"

namespace moebench::stats {

// Exit code 0. InvalidArgument unless two of --margin, --power and --n are given, and for values out of range.
absl::StatusOr<CommandResult> RunPower(const CommandFlags& flags);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_POWER_COMMAND_H_
