// The closing table of many killed runs: what kind they were of, what state the kills found the training in, and how
// many runs came to another end than the one that was not killed.
#ifndef MOEBENCH_TOOLS_KILL_TEST_KILL_REPORT_H_
#define MOEBENCH_TOOLS_KILL_TEST_KILL_REPORT_H_

#include <string>
#include <vector>

#include "tools/kill_test/kill_plan.h"
#include "tools/kill_test/run_watch.h"

namespace moebench::tools {

struct RunResult {
  KillKind kind = KillKind::kRandom;
  std::vector<RunStage> kills;
  std::vector<std::string> differences;  // empty for a run that is equal to the reference
};

// A row a kind, and their sum.
std::string KillTable(const std::vector<RunResult>& results);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_KILL_REPORT_H_
