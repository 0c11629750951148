// The subcommand `mcnemar`: two single runs on the same examples, by which of them alone had each right; with --margin
// also whether their accuracies are equivalent.
#ifndef MOEBENCH_STATS_COMMANDS_MCNEMAR_COMMAND_H_
#define MOEBENCH_STATS_COMMANDS_MCNEMAR_COMMAND_H_

#include "absl/status/statusor.h"
#include "stats/commands/command.h"

namespace moebench::stats {

// Exit codes: with a margin those of `pair`; without one 10 where the chosen test (exact, mid, chi_square or corrected)
// finds a difference, 11 where it does not, 12 without a discordant example. Errors are those of study_request.h;
// FailedPrecondition also for sides of several runs, runs without outcomes of examples, and runs that are not aligned.
absl::StatusOr<CommandResult> RunMcNemar(const CommandFlags& flags);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_MCNEMAR_COMMAND_H_
