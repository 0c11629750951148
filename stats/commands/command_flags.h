// The flags of //stats:equiv (Abseil's), and what is given for one subcommand. Whatever is wrong with them comes back
// as an error with a hint; Abseil alone would end the program with status 1.
#ifndef MOEBENCH_STATS_COMMANDS_COMMAND_FLAGS_H_
#define MOEBENCH_STATS_COMMANDS_COMMAND_FLAGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/commands/command.h"

namespace moebench::stats {

// `arguments` are those behind the subcommand, such as {"--a=runs/A", "--margin", "0.02"}; --runs may come several
// times; of any other flag the last counts. InvalidArgument for what is no flag of `allowed`, and for a value that a
// flag does not take or that is missing.
absl::StatusOr<CommandFlags> ParseCommandFlags(const std::string& subcommand, const std::vector<std::string>& allowed,
                                               const std::vector<std::string>& arguments);

// Lines of --help on these flags: name, what it is, its default. `here` holds what a flag is for this subcommand, where
// that is not what it is for others.
std::string FlagsHelp(const std::vector<std::string>& flags, const std::map<std::string, std::string>& here);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_COMMAND_FLAGS_H_
