#include "stats/commands/command.h"

namespace moebench::stats {

nlohmann::ordered_json JsonHead(const std::string& kind, const CommandFlags& flags, int exit_code) {
  return {{"schema_version", kCommandSchemaVersion},
          {"kind", kind},
          {"command", flags.command_line},
          {"exit_code", exit_code}};
}

int EquivExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 64;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 65;
    default:
      return 70;
  }
}

absl::Status AboutTheData(const absl::Status& status) {
  return absl::IsInvalidArgument(status) ? absl::FailedPreconditionError(status.message()) : status;
}

}  // namespace moebench::stats
