#include "language/tokenizer/commands/tokenize_program.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "base/subcommands.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/export_command.h"
#include "language/tokenizer/commands/info_command.h"
#include "language/tokenizer/commands/line_commands.h"
#include "language/tokenizer/commands/output_file.h"
#include "language/tokenizer/commands/shard_command.h"
#include "language/tokenizer/commands/subcommand_list.h"
#include "language/tokenizer/commands/tokenize_flags.h"
#include "language/tokenizer/commands/train_command.h"

namespace moebench::language {
namespace {

// A stream that is closed is given to the next file that is opened, and what is meant for the stream would go into that
// file. Reading from and writing to what stands in its place fails, as it should; for standard error nothing is lost.
void KeepStandardStreamsApart() {
  constexpr int kModes[] = {O_WRONLY, O_RDONLY, O_RDWR};  // of standard input, output and error
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", kModes[fd]) < 0) return;
  }
}

// What to print.
absl::StatusOr<std::string> RunSubcommand(const std::string& name, const TokenizeFlags& flags) {
  // The library's trainer cannot be asked to stop: a signal ends it, and leaves nothing behind.
  if (name == "train") return RunTrain(flags);
  InstallStopSignals();
  if (name == "shard") return RunShard(flags);
  if (name == "export") return RunExport(flags);
  if (name == "info") return RunInfo(flags);
  MOE_RETURN_IF_ERROR(name == "encode" ? RunEncode(flags) : RunDecode(flags));
  return std::string();
}

absl::Status Run(const std::vector<std::string>& arguments) {
  const SubcommandProgram& program = TokenizeSubcommands();
  MOE_ASSIGN_OR_RETURN(const SubcommandCall call, ParseSubcommand(program, arguments, RepeatedTokenizeFlags()));
  if (!call.help.empty()) return WriteOutput("-", call.help);
  MOE_ASSIGN_OR_RETURN(const TokenizeFlags flags, ReadTokenizeFlags(call.line));
  MOE_ASSIGN_OR_RETURN(const std::string text, RunSubcommand(program.subcommands[call.index].name, flags));
  return WriteOutput("-", text);
}

}  // namespace

int RunTokenize(const std::vector<std::string>& arguments) {
  KeepStandardStreamsApart();
  // A pipe without a reader and a file beyond the limit are errors to be told of, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  absl::Status status;
  try {
    status = Run(arguments);
  } catch (const std::exception& error) {  // out of memory
    status = absl::InternalError(error.what());
  }
  if (!status.ok() && !IsReaderWentAway(status)) {
    std::fputs(absl::StrCat("tokenize: ", status.message(), "\n").c_str(), stderr);
  }
  if (StopSignalName().empty()) return TokenizeExitCode(status);
  return 128 + (StopSignalName() == "SIGTERM" ? SIGTERM : SIGINT);
}

}  // namespace moebench::language
