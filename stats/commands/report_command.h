// The subcommand `report`: a study as report.html, report.md and report.json in one folder.
#ifndef MOEBENCH_STATS_COMMANDS_REPORT_COMMAND_H_
#define MOEBENCH_STATS_COMMANDS_REPORT_COMMAND_H_

#include "absl/status/statusor.h"
#include "stats/commands/command.h"

namespace moebench::stats {

// With --demo the runs and the preregistration are those in testdata/demo, made up and said to be. Exit codes as of
// `matrix`. InvalidArgument without --output, or for --demo with runs or a study of one's own; errors of
// study_request.h, of paper claims and of writing.
absl::StatusOr<CommandResult> RunReport(const CommandFlags& flags);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_REPORT_COMMAND_H_
