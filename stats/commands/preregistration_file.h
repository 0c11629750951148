// A preregistration as a file, and the study it declares. Text of stats/preregistration.proto.
#ifndef MOEBENCH_STATS_COMMANDS_PREREGISTRATION_FILE_H_
#define MOEBENCH_STATS_COMMANDS_PREREGISTRATION_FILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "stats/commands/command.h"
#include "stats/equivalence/study.h"
#include "stats/preregistration.pb.h"

namespace moebench::stats {

struct PreregistrationFile {
  std::string name;  // as it was given
  std::string text;  // byte by byte, as it is hashed
  std::string sha256;
  Preregistration declared;
};

// DataLoss, with line and column, for what is no such text, and where metric, margin, n or primary_method is missing or
// out of range; NotFound where there is no file.
absl::StatusOr<PreregistrationFile> ReadPreregistration(const std::string& path);

// The study that is declared.
StudyOptions DeclaredOptions(const Preregistration& declared);

// InvalidArgument where a flag that was given says anything else than what is declared.
absl::Status CheckFlagsAgree(const CommandFlags& flags, const PreregistrationFile& file);

// What the study was not as declared: its number of units a variant. Empty where all is as it should be.
std::vector<std::string> Deviations(const Preregistration& declared, const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_PREREGISTRATION_FILE_H_
