// What a subcommand of //stats:equiv is given and what it leaves: a result that the program prints, writes as JSON and
// exits with. Subcommands are functions from the one to the other; only `report` writes files of its own.
#ifndef MOEBENCH_STATS_COMMANDS_COMMAND_H_
#define MOEBENCH_STATS_COMMANDS_COMMAND_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nlohmann/json.hpp"

namespace moebench::stats {

inline constexpr int kCommandSchemaVersion = 1;

// The flags as they were given; see equiv.cc for what they mean.
struct CommandFlags {
  std::string command_line;  // that can be typed again
  std::set<std::string> given;

  std::vector<std::string> runs;
  std::string a, b;
  std::string metric;
  std::string margin;
  bool log_scale = false;
  double alpha = 0.05;
  int resamples = 10000;
  uint64_t seed = 42;
  int threads = 0;
  std::string method = "auto";
  bool unpaired = false;
  std::string blocks = "5,10";
  int sequences_per_batch = 0;
  std::string negative_control, positive_control, positive_control_of;
  bool require_controls = true;
  std::string preregistration;

  double sd = 0, sd_b = 0;
  double power = 0;
  int n = 0;
  double difference = 0;
  std::string design = "welch";

  std::string test = "exact";

  std::string output, title, claims;
  bool demo = false;
  bool stamp = true;

  std::string json;
};

struct CommandResult {
  int exit_code = 0;
  std::string text;             // for standard output
  nlohmann::ordered_json json;  // docs/statistics_json.md
};

// {"schema_version", "kind", "command", "exit_code"}, to which the subcommand adds its own.
nlohmann::ordered_json JsonHead(const std::string& kind, const CommandFlags& flags, int exit_code);

// 64 bad usage (InvalidArgument), 65 bad data (what cannot be found or read, or is not fit to be analysed), 70 internal
// and what cannot be written.
int EquivExitCode(const absl::Status& status);

// Once the flags are known to be right, what is left to complain about is the data: InvalidArgument becomes
// FailedPrecondition.
absl::Status AboutTheData(const absl::Status& status);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_COMMAND_H_
