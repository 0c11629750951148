// The command line of a program with Abseil flags: what absl::ParseCommandLine leaves open.
//
//   ABSL_FLAG(std::string, set, "", "FIELD=VALUE; may be given many times");
//   MOE_ASSIGN_OR_RETURN(const CommandLine line, ParseProgramFlags(argc, argv, {"set"}));
//   line.repeated.at("set");  // every value of --set, in order; Abseil alone would keep the last
//
// An unknown flag is an error that names the nearest one, and so is an argument that is no flag. --help and --version
// are Abseil's own.
#ifndef MOEBENCH_BASE_COMMAND_LINE_H_
#define MOEBENCH_BASE_COMMAND_LINE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

struct CommandLine {
  std::map<std::string, std::vector<std::string>> repeated;  // by flag name; an entry for each flag asked for
  std::set<std::string> given;                               // names of all flags on the line
  std::string text;                                          // the whole line, quoted for a shell
};

// What --help prints: the usage message, and the program's own flags with their defaults.
std::string ProgramHelp();

// Parses argv into the program's flags; --help prints ProgramHelp and exits with 0. InvalidArgument for an unknown
// flag, a value that a flag does not take, a repeated flag without a value, and a stray argument.
absl::StatusOr<CommandLine> ParseProgramFlags(int argc, char** argv, const std::vector<std::string>& repeated_flags);

// `path` as the caller meant it: relative to the folder that the program was started from, which under `bazel run` is
// not the process's own ($BUILD_WORKING_DIRECTORY). "" stays "".
std::string CallerPath(absl::string_view path);

// The exit code of a program for `status`, after sysexits.h: 0 ok, 64 bad usage (InvalidArgument), 65 bad data
// (DataLoss, FailedPrecondition, OutOfRange), 66 missing input (NotFound), 70 internal, 74 input or output
// (Unavailable, ResourceExhausted, PermissionDenied).
int ExitCode(const absl::Status& status);

// Prints "<program>: <message>" to standard error where `status` is an error, and returns its exit code.
int ReportAndExitCode(absl::string_view program, const absl::Status& status);

}  // namespace moebench

#endif  // MOEBENCH_BASE_COMMAND_LINE_H_
