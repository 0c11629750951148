// A program of several subcommands that share one set of Abseil flags, such as `tokenize encode --input=…`: which one
// is meant, its help, and that it is given no flag of another.
//
//   const SubcommandProgram program = {"tokenize", "//language:tokenize", "text to tokens", "Exit codes: …",
//                                      {{"encode", "text to ids", {"--input=a.txt"}, "One line …", {{"input", ""}}}}};
//   MOE_ASSIGN_OR_RETURN(const SubcommandCall call, ParseSubcommand(program, {"encode", "--input=b.txt"}, {}));
//   if (!call.help.empty()) return Print(call.help);
//   switch (call.index) …     // flags have their values now, and call.line says which were given
#ifndef MOEBENCH_BASE_SUBCOMMANDS_H_
#define MOEBENCH_BASE_SUBCOMMANDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/command_line.h"

namespace moebench {

struct SubcommandFlag {
  std::string name;
  std::string help;  // what it means to this subcommand; "" is the flag's own help
};

struct Subcommand {
  std::string name;
  std::string summary;                // a few words
  std::vector<std::string> examples;  // each what is typed behind the name
  std::string about;
  std::vector<SubcommandFlag> flags;  // in the order of --help
};

struct SubcommandProgram {
  std::string name;
  std::string target;      // "//language:tokenize"
  std::string about;       // for --help
  std::string exit_codes;  // closes every help
  std::vector<Subcommand> subcommands;
};

struct SubcommandCall {
  std::string help;  // what to print instead of doing anything; "" where no help was asked for
  size_t index = 0;  // into SubcommandProgram::subcommands
  CommandLine line;
};

// `arguments` are those behind the program's name. Help is asked for by `help`, `help NAME`, --help, -h.
// InvalidArgument without a subcommand (the message is the program's help), for an unknown one (naming the nearest),
// for a flag that is none of its own, and for what ParseProgramFlags refuses.
absl::StatusOr<SubcommandCall> ParseSubcommand(const SubcommandProgram& program,
                                               const std::vector<std::string>& arguments,
                                               const std::vector<std::string>& repeated_flags);

std::string HelpOfProgram(const SubcommandProgram& program);
std::string HelpOfSubcommand(const SubcommandProgram& program, const Subcommand& subcommand);

// Words in lines of at most 100 columns, each begun with `indent` blanks and ended with "\n".
std::string WrappedText(absl::string_view text, int indent);

}  // namespace moebench

#endif  // MOEBENCH_BASE_SUBCOMMANDS_H_
