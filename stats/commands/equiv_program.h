// //stats:equiv without its process: which subcommand is meant, its help, what it prints and writes, and its exit code.
#ifndef MOEBENCH_STATS_COMMANDS_EQUIV_PROGRAM_H_
#define MOEBENCH_STATS_COMMANDS_EQUIV_PROGRAM_H_

#include <string>
#include <vector>

namespace moebench::stats {

struct ProgramOutput {
  int exit_code = 0;
  std::string text;    // for standard output
  std::string errors;  // for standard error
};

// `arguments` are those behind the program's name. The file of --json is written, whole or not at all, before anything
// is said; with an error nothing is written.
ProgramOutput RunEquiv(const std::vector<std::string>& arguments);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_EQUIV_PROGRAM_H_
