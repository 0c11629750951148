// //stats:equiv: equivalence of variants from their runs. `equiv --help` says how.
#include <cstdio>
#include <string>
#include <vector>

#include "stats/commands/equiv_program.h"

int main(int argc, char** argv) {
  const moebench::stats::ProgramOutput output =
      moebench::stats::RunEquiv(std::vector<std::string>(argv + 1, argv + argc));
  std::fputs(output.text.c_str(), stdout);
  std::fputs(output.errors.c_str(), stderr);
  return output.exit_code;
}
